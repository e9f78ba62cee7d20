namespace Fairlead.Ports.Tests;

/// <summary>A clock that the test moves; timers fire on the way, in order, on the test's thread.</summary>
sealed class FakeTimeProvider : TimeProvider
{
    private readonly List<Timer> _timers = [];
    private TimeSpan _passed;

    public static readonly DateTimeOffset Beginning = new(2026, 1, 31, 12, 0, 0, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>Times that a timer fired: wake-ups.</summary>
    public int Fired { get; private set; }

    /// <summary>Timers that will fire if time goes on.</summary>
    public int Armed => _timers.Count(static timer => timer.Due is not null);

    public override DateTimeOffset GetUtcNow() => Beginning + _passed;

    public override long GetTimestamp() => _passed.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Assert.Equal(Timeout.InfiniteTimeSpan, period);
        var timer = new Timer(this, () => callback(state));
        timer.Change(dueTime, period);
        _timers.Add(timer);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        TimeSpan end = _passed + time;
        while (_timers.Where(timer => timer.Due <= end).MinBy(static timer => timer.Due) is { Due: { } due } next)
        {
            _passed = due;
            next.Due = null;
            Fired++;
            next.Run();
        }

        _passed = end;
    }

    private sealed class Timer(FakeTimeProvider time, Action run) : ITimer
    {
        public TimeSpan? Due { get; set; }

        public void Run() => run();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = dueTime == Timeout.InfiniteTimeSpan ? null : time._passed + dueTime;
            return true;
        }

        public void Dispose() => time._timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
