namespace Fairlead.Ports.Tests.Log;

/// <summary>A clock that moves when a test says so; the wall clock can be set apart
/// from the time that passes.</summary>
sealed class ManualTime : TimeProvider
{
    private DateTimeOffset _now = new(2031, 5, 4, 3, 2, 1, TimeSpan.Zero);
    private long _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _passed;

    public void Advance(TimeSpan time)
    {
        _now += time;
        _passed += time.Ticks;
    }

    public void SetWallClock(DateTimeOffset now) => _now = now;
}
