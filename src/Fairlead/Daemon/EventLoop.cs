using System.Diagnostics;
using Fairlead.Daemon.Loop;
using Fairlead.Tty;

namespace Fairlead.Daemon;

/// <summary>
/// The one thread that owns everything that moves: descriptors, ports, sessions. An <c>await</c> on it resumes on it.
/// A turn is: wait, handlers of ready descriptors, posted work, the bulk tick, the turn's end.
/// </summary>
sealed unsafe class EventLoop : SynchronizationContext, IDisposable
{
    /// <summary>Time between two ticks while somebody streams, unless told otherwise.</summary>
    public static readonly TimeSpan DefaultBulkPeriod = TimeSpan.FromMilliseconds(8);

    private const int EventsPerTurn = 64;
    private const int PostsPerTurn = 4096;
    private const ulong WakeData = ulong.MaxValue;

    private readonly Action<Exception, object?> _failed;
    private readonly long _bulkPeriod;
    private readonly LoopDescriptors _own = new(WakeData);
    private readonly byte[] _events = GC.AllocateArray<byte>(EventsPerTurn * 16, pinned: true);
    private readonly List<ITurnEnd> _turnEnds = [];
    // A tty's buffer is refilled by the kernel's worker in less.
    private static readonly long s_awake = Stopwatch.Frequency / 20_000;

    private readonly PollTable _table;
    private readonly PostQueue _posts;
    private readonly BulkList _bulk;
    private Thread? _thread;
    private long _nextTick;
    private long _awakeUntil;

    /// <param name="failed">
    /// Told of every exception that a handler, a callback or a tick let out, with the object it came from. A handler
    /// or bulk source that throws is out of the loop by then; its owner is expected to fail its port alone.
    /// </param>
    /// <param name="bulkPeriod">Time between two ticks while somebody streams, at least 1 ms.</param>
    public EventLoop(Action<Exception, object?> failed, TimeSpan? bulkPeriod = null)
    {
        TimeSpan period = bulkPeriod ?? DefaultBulkPeriod;
        ArgumentOutOfRangeException.ThrowIfLessThan(period, TimeSpan.FromMilliseconds(1), nameof(bulkPeriod));
        _failed = failed;
        _bulkPeriod = (long)(period.TotalSeconds * Stopwatch.Frequency);
        _table = new PollTable(_own.Epoll);
        _posts = new PostQueue(_own.Wake);
        _bulk = new BulkList(Report);
    }

    /// <summary>True on the loop's thread.</summary>
    public bool InLoop => Thread.CurrentThread == _thread;

    /// <summary>Health, for a watchdog.</summary>
    public LoopPulse Pulse { get; } = new();

    /// <summary>When this turn began (Stopwatch time stamp): a clock that costs nothing on the byte path.</summary>
    public long TurnBegan { get; private set; } = Stopwatch.GetTimestamp();

    /// <summary>Runs on the calling thread until <paramref name="stop"/>. What is posted later never runs.</summary>
    public void Run(CancellationToken stop)
    {
        SynchronizationContext? before = Current;
        _thread = Thread.CurrentThread;
        SetSynchronizationContext(this);
        try
        {
            using CancellationTokenRegistration wake = stop.Register(_own.Wake);
            while (!stop.IsCancellationRequested)
            {
                Turn();
            }
        }
        finally
        {
            SetSynchronizationContext(before);
            _thread = null;
        }
    }

    /// <summary>Queues a callback; from the loop itself it runs later in the same turn.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (InLoop)
        {
            _posts.PostOwn(d, state);
        }
        else
        {
            _posts.PostForeign(d, state);
        }
    }

    /// <summary>Runs a callback on the loop and waits for it.</summary>
    public override void Send(SendOrPostCallback d, object? state)
    {
        if (InLoop)
        {
            d(state);
            return;
        }

        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(
            _ =>
            {
                try
                {
                    d(state);
                    done.SetResult();
                }
                catch (Exception e)
                {
                    done.SetException(e);
                }
            },
            null);
        done.Task.GetAwaiter().GetResult();
    }

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    /// <summary>
    /// More is expected within microseconds: for so long the loop asks again instead of going to sleep, which would
    /// cost more than the wait.
    /// </summary>
    public void StayAwake() => _awakeUntil = Stopwatch.GetTimestamp() + s_awake;

    /// <summary>Calls the handler whenever the descriptor has one of these events, EPOLLHUP or EPOLLERR.</summary>
    public void Add(int fd, uint events, IPollable handler) => _table.Add(fd, events, handler);

    /// <summary>Changes the events; 0 leaves EPOLLHUP and EPOLLERR.</summary>
    public void Modify(int fd, uint events) => _table.Modify(fd, events);

    /// <summary>
    /// Takes the descriptor out; the handler gets nothing more, also not what this turn has already seen. Must come
    /// before close(2): another process may hold the same file, and then the kernel would go on reporting it.
    /// </summary>
    public void Remove(int fd) => _table.Remove(fd);

    /// <summary>Runs the item once at the end of this turn. An item that is added twice runs twice.</summary>
    public void AtTurnEnd(ITurnEnd item) => _turnEnds.Add(item);

    /// <summary>Ticks this source every bulk period from now on.</summary>
    public void AddBulk(IBulk item)
    {
        if (_bulk.IsEmpty)
        {
            _nextTick = Stopwatch.GetTimestamp() + _bulkPeriod;
        }

        _bulk.Add(item);
    }

    /// <summary>Ticks it no more.</summary>
    public void RemoveBulk(IBulk item) => _bulk.Remove(item);

    /// <summary>Frees the loop's own descriptors. Only when <see cref="Run"/> has returned.</summary>
    public void Dispose() => _own.Dispose();

    private void Report(Exception exception, object? owner)
    {
        _failed(exception, owner);
        (owner as IFailable)?.Failed(exception);
    }

    private void Turn()
    {
        int timeout = _posts.TrySleep() ? SleepTime() : 0;
        fixed (byte* events = _events)
        {
            int count = Libc.epoll_wait(_own.Epoll, events, EventsPerTurn, timeout);
            TurnBegan = Pulse.Begin();
            _posts.Collect();
            for (int i = 0; i < count; i++)
            {
                byte* at = events + i * EpollEvents.Stride;
                Dispatch(EpollEvents.Data(at), EpollEvents.Events(at));
            }
        }

        RunPosts();
        RunBulk();
        RunPosts();
        RunTurnEnds();
        Pulse.End();
    }

    private int SleepTime()
    {
        if (_turnEnds.Count > 0 || _bulk.IsHot || Stopwatch.GetTimestamp() < _awakeUntil)
        {
            return 0;
        }

        if (_bulk.IsEmpty)
        {
            return -1;
        }

        long left = _nextTick - Stopwatch.GetTimestamp();
        long perMillisecond = Stopwatch.Frequency / 1000;
        return left <= 0 ? 0 : (int)((left + perMillisecond - 1) / perMillisecond);
    }

    private void Dispatch(ulong data, uint events)
    {
        if (data == WakeData || _table.Find(data, out int fd) is not { } handler)
        {
            return;
        }

        try
        {
            handler.Ready(events);
        }
        catch (Exception e)
        {
            if (ReferenceEquals(_table.Find(data, out _), handler))
            {
                _table.Remove(fd);
            }

            Report(e, handler);
        }
    }

    private void RunPosts()
    {
        // Bounded, so that work that posts itself again and again cannot keep the descriptors waiting.
        for (int i = 0; i < PostsPerTurn && _posts.TryTake(out SendOrPostCallback callback, out object? state); i++)
        {
            try
            {
                callback(state);
            }
            catch (Exception e)
            {
                Report(e, state);
            }
        }
    }

    private void RunBulk()
    {
        if (_bulk.IsEmpty)
        {
            return;
        }

        bool due = TurnBegan >= _nextTick;
        if (due)
        {
            // Each source once in a period, but not all in one turn: a key typed elsewhere waits for a part at most.
            _nextTick = TurnBegan + _bulkPeriod / _bulk.Parts;
        }

        if (due || _bulk.IsHot)
        {
            _bulk.Tick(due);
        }
    }

    private void RunTurnEnds()
    {
        // By index: an item may add items.
        for (int i = 0; i < _turnEnds.Count; i++)
        {
            ITurnEnd item = _turnEnds[i];
            try
            {
                item.TurnEnds();
            }
            catch (Exception e)
            {
                Report(e, item);
            }
        }

        _turnEnds.Clear();
    }
}
