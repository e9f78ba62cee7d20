using Fairlead.Ports;
using Fairlead.Tty;

namespace Fairlead.Lines;

/// <summary>
/// One opening of a device, from open to close: its descriptor and the driver calls on it. Called on the loop;
/// the driver is called on the line's worker. After <see cref="CloseAsync"/> nothing touches the descriptor.
/// </summary>
sealed class OpenTty(TtyOpening.Opened opened, string device, ITtyDriver driver, TtyWorker worker, TimeProvider time)
{
    private static readonly TimeSpan s_drainPoll = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan s_drainPatience = TimeSpan.FromMilliseconds(500);

    private readonly Lock _gate = new();
    private bool _closed;
    private bool _closing;

    public int Fd => opened.Fd;

    public TtyTraits Traits => opened.Traits;

    /// <summary>True if the descriptor is somebody else's now.</summary>
    public bool IsReleased { get; private set; }

    /// <summary>What the device did not take when it was opened.</summary>
    public string? Problem { get; private set; } = opened.Problem;

    /// <summary>Modem lines and counters as last sampled.</summary>
    public TtySample Sampled { get; set; }

    /// <summary>
    /// Modem lines and counters, from any thread that may hang; null once it is closed. Keeps the descriptor from
    /// being closed meanwhile.
    /// </summary>
    public TtySample? Sample()
    {
        lock (_gate)
        {
            return _closed ? null : driver.Sample(opened.Fd, opened.Traits);
        }
    }

    /// <summary>
    /// A BREAK of that length once the bytes before it have left. If they do not leave (the far end has stopped us and
    /// hangs: that is what BREAKs are for), they are dropped.
    /// </summary>
    /// <param name="bitsPerSecond">The line's speed, which says how long the bytes may take.</param>
    /// <param name="bitsPerCharacter">Bits of one character.</param>
    public async Task BreakAsync(TimeSpan length, int bitsPerSecond, int bitsPerCharacter)
    {
        int queued = await OnDriver(() => driver.OutputQueued(opened.Fd));
        TimeSpan patience = s_drainPatience + TimeSpan.FromSeconds((double)queued * bitsPerCharacter / bitsPerSecond);
        for (long began = time.GetTimestamp();
            queued > 0;
            queued = await OnDriver(() => driver.OutputQueued(opened.Fd)))
        {
            if (time.GetElapsedTime(began) > patience)
            {
                await OnDriver(() =>
                {
                    driver.DiscardOutput(opened.Fd);
                    return true;
                });
                break;
            }

            await Task.Delay(s_drainPoll, time);
        }

        if (await OnDriver(() => driver.Break(opened.Fd, on: true)))
        {
            // A timer may fire some milliseconds early, and a BREAK that is too short is none.
            long began = time.GetTimestamp();
            for (TimeSpan left = length; left > TimeSpan.Zero; left = length - time.GetElapsedTime(began))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(left.TotalMilliseconds)), time);
            }

            await OnDriver(() => driver.Break(opened.Fd, on: false));
        }
    }

    public async Task<bool> SetModemLinesAsync(ModemLines raise, ModemLines lower) =>
        await OnDriver(() => driver.SetModemLines(opened.Fd, raise, lower));

    public Task SetLowLatencyAsync(bool on) => OnDriver(() =>
    {
        driver.SetLowLatency(opened.Fd, on);
        return true;
    });

    /// <summary>New settings; the outcome is in <see cref="Problem"/>. Nobody may read or write meanwhile.</summary>
    public async Task ConfigureAsync(LineSettings settings) =>
        Problem = await OnDriver(() => driver.Configure(opened.Fd, opened.Traits, settings));

    /// <summary>Closes it once the calls before are done.</summary>
    public Task CloseAsync()
    {
        _closing = true;
        return worker.RunAsync(() =>
        {
            lock (_gate)
            {
                _closed = true;
                driver.Close(opened.Fd, device);
                return true;
            }
        });
    }

    /// <summary>Keeps the descriptor open for somebody else; nothing here touches it any more.</summary>
    public int Release()
    {
        _closing = true;
        IsReleased = true;
        return opened.Fd;
    }

    private Task<T?> OnDriver<T>(Func<T?> call) => _closing ? Task.FromResult(default(T)) : worker.RunAsync(call);
}
