using System.Diagnostics;
using Fairlead.Lines;

namespace Fairlead.Tests.Lines;

public sealed class BulkMeterTests
{
    private static readonly long s_millisecond = Stopwatch.Frequency / 1000;

    [Theory]
    [InlineData(4, 64, true)]
    [InlineData(20, 64, false)]
    [InlineData(1, 4000, false)]
    public void Many_small_wake_ups_are_better_ticked(int everyMilliseconds, int bytes, bool ticked)
    {
        var meter = new BulkMeter();
        bool entered = false;

        for (int i = 1; i <= 100; i++)
        {
            entered |= meter.Woke(i * everyMilliseconds * s_millisecond, bytes);
        }

        Assert.Equal(ticked, entered);
    }

    [Fact]
    public void Typing_keeps_a_line_awake_for_a_while()
    {
        var meter = new BulkMeter();
        long enteredAt = 0;
        meter.Wrote(50 * s_millisecond);

        for (long ms = 50; ms <= 400 && enteredAt == 0; ms++)
        {
            enteredAt = meter.Woke(ms * s_millisecond, 10) ? ms : 0;
        }

        Assert.InRange(enteredAt, 150, 200);
    }

    [Theory]
    [InlineData(700, true)]
    [InlineData(20_000, false)]
    public void A_tick_that_brings_too_much_ends_the_ticking_at_once(int bytes, bool stays)
    {
        var meter = new BulkMeter();

        Assert.Equal(stays, meter.Ticked(s_millisecond, bytes));
    }

    [Fact]
    public void A_line_that_falls_silent_stops_being_ticked()
    {
        var meter = new BulkMeter();
        bool stays = true;
        long ms = 0;

        for (; ms < 1000 && stays; ms += 8)
        {
            stays = meter.Ticked(ms * s_millisecond, bytes: 0);
        }

        Assert.InRange(ms, 100, 200);
    }
}
