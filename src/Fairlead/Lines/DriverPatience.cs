using System.Globalization;

namespace Fairlead.Lines;

/// <summary>Waits for driver calls, however long they take, and says so when one takes
/// too long. Loop-confined.</summary>
/// <param name="device">Whose driver it is.</param>
/// <param name="changed">Called when <see cref="Hangs"/> changed.</param>
sealed class DriverPatience(string device, TimeProvider time, Action changed)
{
    /// <summary>How long a driver may take before the operator is told that it hangs.</summary>
    public static readonly TimeSpan Deadline = TimeSpan.FromSeconds(1);

    /// <summary>"open of /dev/ttyUSB0 hangs since 2026-01-02T03:04:05Z", or null.</summary>
    public string? Hangs { get; private set; }

    /// <summary>The call's result, when it comes.</summary>
    /// <param name="call">Runs on a thread of its own.</param>
    /// <param name="what">"open of".</param>
    public async Task<T> WaitAsync<T>(Task<T> call, string what)
    {
        using var patience = new CancellationTokenSource();
        if (await Task.WhenAny(call, Task.Delay(Deadline, time, patience.Token)) != call)
        {
            DateTimeOffset since = time.GetUtcNow() - Deadline;
            Hangs = string.Create(
                CultureInfo.InvariantCulture, $"{what} {device} hangs since {since:yyyy-MM-ddTHH:mm:ssZ}");
            changed();
            await Task.WhenAny(call);
            Hangs = null;
            changed();
        }

        await patience.CancelAsync();
        return await call;
    }

    /// <summary>A call without a result as one that has one.</summary>
    public static async Task<bool> Ask(Task call)
    {
        await call;
        return true;
    }
}
