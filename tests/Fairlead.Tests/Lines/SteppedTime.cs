namespace Fairlead.Tests.Lines;

/// <summary>A clock that moves only when told. Timers fire on the thread that moves it,
/// in the order in which they are due.</summary>
sealed class SteppedTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<Timer> _timers = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Time since it was made.</summary>
    public TimeSpan Elapsed => _now;

    /// <summary>Timers that wait.</summary>
    public int Waiting
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count;
            }
        }
    }

    /// <summary>Until the next timer fires; zero if none waits.</summary>
    public TimeSpan NextIn
    {
        get
        {
            lock (_gate)
            {
                return _timers.Count == 0 ? TimeSpan.Zero : _timers.Min(t => t.Due) - _now;
            }
        }
    }

    public override long GetTimestamp() => _now.Ticks;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2030, 1, 2, 3, 4, 5, TimeSpan.Zero) + _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan by)
    {
        TimeSpan until = _now + by;
        while (Next(until) is { } timer)
        {
            timer.Fire();
        }

        _now = until;
    }

    private Timer? Next(TimeSpan until)
    {
        lock (_gate)
        {
            Timer? next = _timers.MinBy(t => t.Due);
            if (next is null || next.Due > until)
            {
                return null;
            }

            _now = next.Due;
            _timers.Remove(next);
            return next;
        }
    }

    private sealed class Timer(SteppedTime time, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan _period;

        public TimeSpan Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                _period = period;
                time._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = time._now + dueTime;
                    time._timers.Add(this);
                }
            }

            return true;
        }

        public void Fire()
        {
            if (_period > TimeSpan.Zero)
            {
                Change(_period, _period);
            }

            callback(state);
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
