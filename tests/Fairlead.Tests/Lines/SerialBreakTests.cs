using Fairlead.Lines;
using Fairlead.Ports;
using Fairlead.Tty;

namespace Fairlead.Tests.Lines;

/// <summary>BREAK, modem lines and counters, on a driver that records them.</summary>
public sealed class SerialBreakTests
{
    [Theory]
    [InlineData(250)]
    [InlineData(3000)]
    public async Task A_break_lasts_as_long_as_it_was_asked_to(int milliseconds)
    {
        var time = new SteppedTime();
        using var bench = new SerialBench(time);
        using var pty = new Pty();
        (SerialLine line, _) = await bench.UpAsync(pty.Slave, forceBreak: true);

        Assert.True(bench.Loop.On(() => line.Break(TimeSpan.FromMilliseconds(milliseconds))));
        bench.Loop.On(() => line.Write("after"u8));
        await StepUntilAsync(bench, time, "break off", 50);

        long length = bench.Fake.TimeOf("break off") - bench.Fake.TimeOf("break on");
        Assert.Equal(milliseconds, TimeSpan.FromTicks(length).TotalMilliseconds);
        Assert.Equal("after"u8.ToArray(), await pty.HearAsync(5));
    }

    [Fact]
    public async Task A_break_waits_until_the_kernel_has_sent_what_was_before_it()
    {
        var time = new SteppedTime();
        using var bench = new SerialBench(time);
        using var pty = new Pty();
        (SerialLine line, _) = await bench.UpAsync(pty.Slave, forceBreak: true);
        bench.Fake.Queued = 3;

        bench.Loop.On(() => line.Break(TimeSpan.FromMilliseconds(250)));
        await StepUntilAsync(bench, time, "break off");

        Assert.Equal(["outq", "outq", "outq", "outq", "break on", "break off"], bench.Fake.Names[1..]);
    }

    [Fact]
    public async Task A_far_end_that_has_stopped_us_gets_its_break_all_the_same()
    {
        var time = new SteppedTime();
        using var bench = new SerialBench(time);
        using var pty = new Pty();
        (SerialLine line, _) = await bench.UpAsync(pty.Slave, forceBreak: true);
        bench.Fake.Queued = 1000;

        bench.Loop.On(() => line.Break(TimeSpan.FromMilliseconds(250)));
        await StepUntilAsync(bench, time, "break off");

        Assert.Contains("flush", bench.Fake.Names);
    }

    [Fact]
    public async Task Opening_writing_closing_and_reopening_send_no_break()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        (SerialLine line, _) = await bench.UpAsync(pty.Slave, forceBreak: true);

        bench.Loop.On(() => line.Write("x"u8));
        bench.Loop.On(line.Disable);
        await bench.Loop.UntilAsync(() => bench.Fake.Names.Contains($"close {pty.Slave}"));
        bench.Loop.On(line.Enable);
        await bench.Loop.UntilAsync(() => line.State == LineState.Up);
        await bench.Loop.OnAsync(line.CloseAsync);

        Assert.DoesNotContain("break on", bench.Fake.Names);
    }

    [Fact]
    public async Task A_driver_that_hangs_in_a_break_keeps_no_byte_from_being_read()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        using var release = new ManualResetEventSlim();
        bench.Fake.Hangs["break on"] = release;
        (SerialLine line, RecordingOwner owner) = await bench.UpAsync(pty.Slave, forceBreak: true);

        bench.Loop.On(() => line.Break(TimeSpan.FromMilliseconds(1)));
        await bench.Loop.UntilAsync(() => bench.Fake.Names.Contains("break on"));
        pty.Say("still read"u8);
        await bench.Loop.UntilAsync(() => owner.Received.Count == 10);
        release.Set();
        await bench.Loop.UntilAsync(() => bench.Fake.Names.Contains("break off"));
    }

    [Fact]
    public async Task A_port_may_say_that_it_does_not_break()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        bench.Fake.HasModemLines = true;
        (SerialLine line, _) = await bench.UpAsync(pty.Slave, forceBreak: false);

        Assert.False(bench.Loop.On(() => line.CanBreak));
        Assert.False(bench.Loop.On(() => line.Break(TimeSpan.FromMilliseconds(1))));
    }

    [Fact]
    public async Task Overruns_breaks_and_modem_changes_are_told_once_each()
    {
        var time = new SteppedTime();
        using var bench = new SerialBench(time);
        using var pty = new Pty();
        bench.Fake.HasModemLines = true;
        bench.Fake.Now = new TtySample(ModemLines.Cts, new LineCounters(0, 0, 7, 0, 2));
        (SerialLine line, RecordingOwner owner) = await bench.UpAsync(pty.Slave);
        Assert.Equal(ModemLines.Cts, bench.Loop.On(() => line.ModemLines));

        bench.Fake.Now = new TtySample(ModemLines.Dcd, new LineCounters(0, 0, 9, 1, 3));
        time.Advance(ModemPoll.Period);
        await bench.Loop.UntilAsync(() => owner.Breaks > 0);
        bench.Fake.Now = bench.Fake.Now with { Modem = ModemLines.Dsr };
        await bench.Loop.UntilAsync(() =>
        {
            time.Advance(ModemPoll.Period);
            return owner.ModemChanges == 2;
        });

        Assert.Equal(ModemLines.Dsr, bench.Loop.On(() => line.ModemLines));
        Assert.Equal([new LineCounters(0, 0, 2, 1, 1)], bench.Loop.On(() => owner.Overruns.ToArray()));
        Assert.Equal(1, bench.Loop.On(() => owner.Breaks));
        Assert.Equal(new LineCounters(0, 0, 2, 1, 1), bench.Loop.On(() => line.Counters));
    }

    [Fact]
    public async Task Latency_is_low_only_while_somebody_may_type()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        bench.Fake.HasModemLines = true;
        (SerialLine line, _) = await bench.UpAsync(pty.Slave);

        bench.Loop.On(() => line.SetInteractive(true));
        bench.Loop.On(() => line.SetInteractive(false));
        await bench.Loop.UntilAsync(() => bench.Fake.Names.Contains("latency high"));

        Assert.Equal(
            ["latency low", "latency high"],
            bench.Fake.Names.Where(n => n.StartsWith("latency", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Modem_lines_are_set_by_the_driver()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        bench.Fake.HasModemLines = true;
        (SerialLine line, _) = await bench.UpAsync(pty.Slave);
        bool done = false;

        await bench.Loop.OnAsync(async () => done = await line.SetModemLinesAsync(ModemLines.Rts, ModemLines.Dtr));

        Assert.True(done);
        Assert.Contains("raise Rts lower Dtr", bench.Fake.Names);
    }

    private static async Task StepUntilAsync(SerialBench bench, SteppedTime time, string call, int step = 5)
    {
        // A step only while the line waits for the clock and nothing else, so that no time passes in between.
        await bench.Loop.UntilAsync(() =>
        {
            if (!bench.Fake.Names.Contains(call) && time.Waiting > 0)
            {
                time.Advance(TimeSpan.FromMilliseconds(step));
            }

            return bench.Fake.Names.Contains(call);
        });
    }
}
