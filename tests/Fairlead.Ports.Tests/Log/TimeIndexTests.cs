namespace Fairlead.Ports.Tests.Log;

public sealed class TimeIndexTests : IDisposable
{
    private readonly TestRing _ring = new(8192);
    private readonly ManualTime _time = new();
    private readonly PortLog _log;

    public TimeIndexTests() => _log = _ring.Create(_time);

    public void Dispose() => _ring.Dispose();

    [Fact]
    public void A_byte_knows_its_time_to_100_ms()
    {
        DateTimeOffset first = _time.GetUtcNow();
        _log.Append("aaa"u8);
        _time.Advance(TimeSpan.FromMilliseconds(99));
        _log.Append("bbb"u8);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        _log.Append("ccc"u8);

        Assert.Equal(first, _log.TimeAt(0));
        Assert.Equal(first, _log.TimeAt(5));
        Assert.Equal(first.AddMilliseconds(100), _log.TimeAt(6));
        Assert.Null(_log.TimeAt(9));
    }

    [Fact]
    public void Four_KiB_later_the_time_is_noted_again()
    {
        DateTimeOffset first = _time.GetUtcNow();
        _log.Append(new byte[4096]);
        _time.Advance(TimeSpan.FromMilliseconds(3));
        _log.Append("x"u8);
        Assert.Equal(first, _log.TimeAt(4095));
        Assert.Equal(first.AddMilliseconds(3), _log.TimeAt(4096));
    }

    [Fact]
    public void Since_a_time_begins_with_the_first_byte_of_it_and_never_misses_one()
    {
        DateTimeOffset first = _time.GetUtcNow();
        _log.Append("old"u8);
        _time.Advance(TimeSpan.FromMinutes(10));
        _log.Append("new"u8);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        _log.Append("er"u8);

        Assert.Equal(0, _log.PositionAt(first));
        Assert.Equal(3, _log.PositionAt(first.AddMinutes(1)));
        Assert.Equal(3, _log.PositionAt(first.AddMinutes(10)));
        Assert.Equal(3, _log.PositionAt(first.AddMinutes(10).AddMilliseconds(50)));
        Assert.Equal(8, _log.PositionAt(first.AddMinutes(11)));
    }

    [Fact]
    public void Bytes_from_before_the_clock_was_set_back_are_shown_rather_than_missed()
    {
        DateTimeOffset first = _time.GetUtcNow();
        _log.Append("ahead"u8);
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.SetWallClock(first.AddHours(-2));
        _log.Append("right"u8);

        Assert.Equal(0, _log.PositionAt(first.AddHours(-1)));
        Assert.Equal(0, _log.PositionAt(first.AddHours(-3)));
        Assert.Equal(10, _log.PositionAt(first.AddHours(1)));
    }

    [Fact]
    public void A_clock_that_is_set_back_does_not_keep_the_time_from_being_noted()
    {
        _log.Append("a"u8);
        _time.Advance(TimeSpan.FromSeconds(1));
        _time.SetWallClock(DateTimeOffset.UnixEpoch);
        _log.Append("b"u8);
        Assert.Equal(DateTimeOffset.UnixEpoch, _log.TimeAt(1));
    }

    [Fact]
    public void An_index_that_has_wrapped_knows_the_newest_and_says_that_it_does_not_know_the_oldest()
    {
        DateTimeOffset first = _time.GetUtcNow();
        for (int i = 0; i < 1000; i++)
        {
            _log.Append("x"u8);
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Null(_log.TimeAt(0));
        Assert.Null(_log.TimeAt(1000 - 256));
        for (int i = 1000 - 255; i < 1000; i++)
        {
            Assert.Equal(first.AddSeconds(i), _log.TimeAt(i));
        }

        Assert.Equal(900, _log.PositionAt(first.AddSeconds(900)));
    }

    [Fact]
    public void Positions_by_time_stay_in_the_ring()
    {
        DateTimeOffset first = _time.GetUtcNow();
        _log.Append(new byte[30_000]);
        Assert.Equal(_log.Tail, _log.PositionAt(first));
        Assert.Equal(_log.Head, _log.PositionAt(first.AddDays(1)));
    }
}
