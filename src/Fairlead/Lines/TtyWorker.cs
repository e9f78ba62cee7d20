namespace Fairlead.Lines;

/// <summary>
/// Makes one line's driver calls, one after the other, on a thread of its own that lives only while there are any: a
/// driver that hangs holds up its own line and neither the loop nor the thread pool.
/// </summary>
/// <param name="name">The thread's name.</param>
sealed class TtyWorker(string name)
{
    private const int StackSize = 256 * 1024;

    private readonly Lock _gate = new();
    private readonly Queue<Action> _jobs = new();
    private bool _working;

    /// <summary>Completes when the job, and all before it, are done.
    /// On the loop an await of it resumes on the loop.</summary>
    public Task<T> RunAsync<T>(Func<T> job)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        bool start;
        lock (_gate)
        {
            _jobs.Enqueue(() =>
            {
                try
                {
                    done.SetResult(job());
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            });
            start = !_working;
            _working = true;
        }

        if (start)
        {
            new Thread(Work, StackSize) { IsBackground = true, Name = name }.Start();
        }

        return done.Task;
    }

    private void Work()
    {
        while (true)
        {
            Action? job;
            lock (_gate)
            {
                if (!_jobs.TryDequeue(out job))
                {
                    _working = false;
                    return;
                }
            }

            job();
        }
    }
}
