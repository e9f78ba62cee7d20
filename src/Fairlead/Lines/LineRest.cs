namespace Fairlead.Lines;

/// <summary>What a line's course of life waits in: until something is so, or for a time. Loop-confined.</summary>
sealed class LineRest(TimeProvider time)
{
    private TaskCompletionSource _kick = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Something changed: whoever waits looks again.</summary>
    public void Kick() => _kick.TrySetResult();

    /// <summary>Waits until it is so, or that much time has passed; looks when it is kicked.</summary>
    public async Task UntilAsync(Func<bool> condition, TimeSpan? most = null)
    {
        using var rest = new CancellationTokenSource();
        Task over = Task.Delay(most ?? Timeout.InfiniteTimeSpan, time, rest.Token);
        while (!over.IsCompleted && !condition())
        {
            await Task.WhenAny(_kick.Task, over);
            if (_kick.Task.IsCompleted)
            {
                _kick = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        await rest.CancelAsync();
    }
}
