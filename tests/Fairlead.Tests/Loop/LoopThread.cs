using Fairlead.Daemon;

namespace Fairlead.Tests.Loop;

/// <summary>A running event loop; collects what it lets out.</summary>
sealed class LoopThread : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Thread _thread;

    public LoopThread(TimeSpan? bulkPeriod = null)
    {
        Loop = new EventLoop((e, owner) => Failures.Add((e, owner)), bulkPeriod);
        _thread = new Thread(() => Loop.Run(_stop.Token)) { IsBackground = true, Name = "loop" };
        _thread.Start();
    }

    public EventLoop Loop { get; }

    /// <summary>Touched on the loop only, read after <see cref="Dispose"/> or through <see cref="On{T}"/>.</summary>
    public List<(Exception Exception, object? Owner)> Failures { get; } = [];

    public void On(Action action) => Loop.Send(_ => action(), null);

    public T On<T>(Func<T> function)
    {
        T result = default!;
        On(() => { result = function(); });
        return result;
    }

    /// <summary>Runs an asynchronous method on the loop and waits for its end.</summary>
    public async Task OnAsync(Func<Task> function)
    {
        Task task = On(function);
        await task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    /// <summary>Asks on the loop until it is so.</summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(stop);
        deadline.CancelAfter(TimeSpan.FromSeconds(10));
        while (!On(condition))
        {
            await Task.Delay(1, deadline.Token);
        }
    }

    public void Dispose()
    {
        _stop.Cancel();
        _thread.Join();
        Loop.Dispose();
        _stop.Dispose();
    }
}
