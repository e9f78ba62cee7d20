using Fairlead.Ports;

namespace Fairlead.Lines;

/// <summary>
/// Keeps a line up: opens it, and when it ends opens it again after a pause that grows from 1 to 60 seconds and is
/// short again once the line has lived for a minute. Loop-confined.
/// </summary>
/// <param name="time">For the pauses.</param>
/// <param name="live">
/// One life of the line, from opening to its end: calls <see cref="Up"/> in between and returns why it ended. When the
/// token is canceled it cleans up and returns whatever it likes.
/// </param>
/// <param name="changed">State or problem changed.</param>
sealed class LineKeeper(TimeProvider time, Func<CancellationToken, Task<string>> live, Action changed)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    private CancellationTokenSource? _stop;
    private CancellationTokenSource? _pause;
    private Task _run = Task.CompletedTask;

    public LineState State { get; private set; } = LineState.Disabled;

    /// <summary>Why the last life ended; null while the line is up.</summary>
    public string? Problem { get; private set; }

    /// <summary>Starts it, or tries at once if it waits.</summary>
    public void Enable()
    {
        if (_stop is null)
        {
            _run = RunAsync(_run);
        }
        else
        {
            _pause?.Cancel();
        }
    }

    /// <summary>Ends it and keeps it so. <see cref="CloseAsync"/> waits for that.</summary>
    public void Disable()
    {
        if (_stop is { } stop)
        {
            _stop = null;
            stop.Cancel();
            Problem = null;
            Change(LineState.Disabled);
        }
    }

    /// <summary>Ends it and completes when it has ended.</summary>
    public Task CloseAsync()
    {
        Disable();
        return _run;
    }

    /// <summary>Called by a life when the line carries bytes.</summary>
    public void Up()
    {
        Problem = null;
        Change(LineState.Up);
    }

    private async Task RunAsync(Task before)
    {
        using var source = new CancellationTokenSource();
        _stop = source;
        CancellationToken stop = source.Token;
        await before;
        TimeSpan pause = s_shortest;
        while (!stop.IsCancellationRequested)
        {
            Change(LineState.Opening);
            long began = time.GetTimestamp();
            string why = await LiveAsync(stop);
            if (stop.IsCancellationRequested)
            {
                return;
            }

            Problem = why;
            Change(LineState.Down);
            pause = time.GetElapsedTime(began) >= s_longest ? s_shortest : pause;
            await PauseAsync(pause, stop);
            pause = pause * 2 < s_longest ? pause * 2 : s_longest;
        }
    }

    // The supervisor of a line: whatever goes wrong in one life is why it ended, and another one begins.
    private async Task<string> LiveAsync(CancellationToken stop)
    {
        try
        {
            return await live(stop);
        }
        catch (Exception e)
        {
            return e.Message;
        }
    }

    private async Task PauseAsync(TimeSpan length, CancellationToken stop)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _pause = pause;
        await Task.Delay(length, time, pause.Token).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _pause = null;
    }

    private void Change(LineState state)
    {
        State = state;
        changed();
    }
}
