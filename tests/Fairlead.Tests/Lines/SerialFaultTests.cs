using Fairlead.Lines;
using Fairlead.Ports;
using Fairlead.Tty;

namespace Fairlead.Tests.Lines;

/// <summary>Drivers that hang and devices that are taken.</summary>
public sealed class SerialFaultTests
{
    [Fact]
    public async Task While_one_device_hangs_in_open_the_other_47_come_up()
    {
        using var bench = new SerialBench();
        Pty[] ptys = [.. Enumerable.Range(0, 48).Select(_ => new Pty())];
        using var release = new ManualResetEventSlim();
        bench.Fake.Hangs[$"open {ptys[0].Slave}"] = release;
        (SerialLine Line, RecordingOwner Owner)[] lines = [.. ptys.Select(p => bench.Line(p.Slave))];

        bench.Loop.On(() => Array.ForEach(lines, l => l.Line.Start(l.Owner)));
        await bench.Loop.UntilAsync(() => lines.Count(l => l.Line.State == LineState.Up) == 47);
        await bench.Loop.UntilAsync(() => lines[0].Line.Problem is not null);

        Assert.StartsWith(
            $"Down: open of {ptys[0].Slave} hangs since ",
            bench.Loop.On(() => lines[0].Owner.Changes.Last()),
            StringComparison.Ordinal);
        release.Set();
        await bench.Loop.UntilAsync(() => lines[0].Line.State == LineState.Up && lines[0].Line.Problem is null);
        Array.ForEach(ptys, p => p.Dispose());
    }

    [Fact]
    public async Task Forty_eight_devices_that_hang_leave_the_loop_and_the_thread_pool_alone()
    {
        using var bench = new SerialBench();
        Pty[] ptys = [.. Enumerable.Range(0, 48).Select(_ => new Pty())];
        using var release = new ManualResetEventSlim();
        (SerialLine Line, RecordingOwner Owner)[] lines = [.. ptys.Select(p => bench.Line(p.Slave))];
        foreach (Pty pty in ptys)
        {
            bench.Fake.Hangs[$"open {pty.Slave}"] = release;
        }

        bench.Loop.On(() => Array.ForEach(lines, l => l.Line.Start(l.Owner)));
        await bench.Loop.UntilAsync(() => bench.Fake.Calls.Count == 48);
        await Task.Run(() => { }, TestContext.Current.CancellationToken).WaitAsync(
            TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Task close = bench.Loop.On(() => lines[0].Line.CloseAsync());
        await close.WaitAsync(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);

        release.Set();
        await bench.Loop.UntilAsync(() => lines.Skip(1).All(l => l.Line.State == LineState.Up));
        await bench.Loop.UntilAsync(() => bench.Fake.Names.Contains($"close {ptys[0].Slave}"));
        Array.ForEach(ptys, p => p.Dispose());
    }

    [Fact]
    public async Task A_close_that_hangs_is_told_and_does_not_stop_the_loop()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        using var release = new ManualResetEventSlim();
        bench.Fake.Hangs[$"close {pty.Slave}"] = release;
        (SerialLine line, _) = await bench.UpAsync(pty.Slave);

        bench.Loop.On(line.Disable);
        await bench.Loop.UntilAsync(() => line.Problem is not null);
        Assert.StartsWith(
            $"close of {pty.Slave} hangs since", bench.Loop.On(() => line.Problem), StringComparison.Ordinal);
        release.Set();
        await bench.Loop.UntilAsync(() => line.Problem is null && line.State == LineState.Disabled);
    }

    [Fact]
    public async Task A_device_that_another_program_has_locked_names_it_and_is_left_alone()
    {
        using var bench = new SerialBench();
        using var pty = new Pty(raw: false);
        uint before = pty.Termios.c_lflag;
        int other = Libc.open(pty.Slave, Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC);
        Assert.Equal(0, Libc.flock(other, Libc.LOCK_EX));
        (SerialLine line, RecordingOwner owner) = bench.Line(pty.Slave, real: true);

        bench.Loop.On(() => line.Start(owner));
        await bench.Loop.UntilAsync(() => line.State == LineState.Down);

        string me = DeviceHolder.Name(Environment.ProcessId);
        Assert.Equal($"{pty.Slave} is in use by {me}", bench.Loop.On(() => line.Problem));
        Assert.Equal(before, pty.Termios.c_lflag);
        _ = Libc.close(other);
        await bench.Loop.UntilAsync(() => line.State == LineState.Up);
    }

    [Fact]
    public async Task A_device_that_is_not_there_says_so()
    {
        using var bench = new SerialBench();
        (SerialLine line, RecordingOwner owner) = bench.Line("/dev/fairlead-no-such-device", real: true);

        bench.Loop.On(() => line.Start(owner));
        await bench.Loop.UntilAsync(() => line.State == LineState.Down);

        Assert.Equal("/dev/fairlead-no-such-device is not there", bench.Loop.On(() => line.Problem));
    }

    [Fact]
    public async Task A_file_that_is_no_serial_device_says_so()
    {
        using var bench = new SerialBench();
        (SerialLine line, RecordingOwner owner) = bench.Line("/dev/null", real: true);

        bench.Loop.On(() => line.Start(owner));
        await bench.Loop.UntilAsync(() => line.State == LineState.Down);

        Assert.Equal("/dev/null is not a serial device", bench.Loop.On(() => line.Problem));
    }

    [Fact]
    public async Task Pauses_between_attempts_grow_to_ten_seconds()
    {
        var time = new SteppedTime();
        using var bench = new SerialBench(time);
        (SerialLine line, RecordingOwner owner) = bench.Line("/dev/fairlead-no-such-device");
        bench.Loop.On(() => line.Start(owner));
        var pauses = new List<double>();

        for (int attempt = 1; attempt <= 8; attempt++)
        {
            // While an attempt is under way, what is due is the time that it may take, and no pause.
            await bench.Loop.UntilAsync(() => bench.Fake.Calls.Count == attempt
                && line.State == LineState.Down && time.Waiting == 1 && time.NextIn != DriverPatience.Deadline);
            pauses.Add(time.NextIn.TotalSeconds);
            time.Advance(time.NextIn);
        }

        Assert.Equal([0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 10], pauses);
    }
}
