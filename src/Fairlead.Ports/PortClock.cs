namespace Fairlead.Ports;

/// <summary>
/// A port's only timer. It runs only while something is due, and is not touched by what moves: when it fires, it
/// looks what is due then and goes to sleep until the next.
/// </summary>
sealed class PortClock : IDisposable
{
    private readonly ConsolePort _port;
    private SynchronizationContext? _loop;
    private ITimer? _timer;
    private long _set;
    private TimeSpan? _due;
    private bool _disposed;

    public PortClock(ConsolePort port) => _port = port;

    /// <summary>Something may be due earlier than before.</summary>
    public void Schedule()
    {
        if (_disposed)
        {
            return;
        }

        TimeSpan? next = Earlier(_port.Holding.NextCheck, _port.Idle.NextCheck);
        if (next is not { } due)
        {
            return;
        }

        // A timer cannot fire in no time without coming back at once for ever.
        due = due < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : due;
        if (_due is { } before && before - _port.Time.GetElapsedTime(_set) <= due)
        {
            return;
        }

        _loop = SynchronizationContext.Current;
        _due = due;
        _set = _port.Time.GetTimestamp();
        _timer ??= _port.Time.CreateTimer(
            static clock => ((PortClock)clock!).Fire(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _disposed = true;
        _timer?.Dispose();
    }

    private static TimeSpan? Earlier(TimeSpan? one, TimeSpan? other) =>
        one is null || other < one ? other : one;

    // The system's timers fire anywhere; the port lives on the loop.
    private void Fire()
    {
        if (_loop is null || SynchronizationContext.Current == _loop)
        {
            Due();
        }
        else
        {
            _loop.Post(static clock => ((PortClock)clock!).Due(), this);
        }
    }

    private void Due()
    {
        if (_disposed)
        {
            return;
        }

        _due = null;
        _port.Holding.Check();
        _port.Idle.Check();
        Schedule();
    }
}
