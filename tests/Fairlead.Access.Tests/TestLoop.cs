using System.Collections.Concurrent;

namespace Fairlead.Access.Tests;

/// <summary>One thread that runs everything posted to it, as the daemon's loop does.</summary>
sealed class TestLoop : SynchronizationContext
{
    private readonly BlockingCollection<(SendOrPostCallback Callback, object? State)> _posted = [];

    public override void Post(SendOrPostCallback d, object? state) => _posted.Add((d, state));

    /// <summary>Runs <paramref name="body"/> and what it awaits on the calling thread.</summary>
    public static void Run(Func<Task> body)
    {
        TestLoop loop = new();
        SynchronizationContext? before = Current;
        SetSynchronizationContext(loop);
        try
        {
            Task task = body();
            task.ContinueWith(_ => loop._posted.CompleteAdding(), TaskScheduler.Default);
            foreach ((SendOrPostCallback callback, object? state) in loop._posted.GetConsumingEnumerable())
            {
                callback(state);
            }

            task.GetAwaiter().GetResult();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
