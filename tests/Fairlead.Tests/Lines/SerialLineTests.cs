using System.Diagnostics;
using Fairlead.Lines;
using Fairlead.Ports;
using Fairlead.Tty;

namespace Fairlead.Tests.Lines;

public sealed class SerialLineTests
{
    [Fact]
    public async Task All_256_byte_values_pass_both_ways()
    {
        using var bench = new SerialBench();
        using var pty = new Pty(raw: false);
        (SerialLine line, RecordingOwner owner) = await bench.UpAsync(pty.Slave, real: true);
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];

        pty.Say(all);
        await bench.Loop.UntilAsync(() => owner.Received.Count >= 256);
        Assert.Equal(256, bench.Loop.On(() => line.Write(all)));

        Assert.Equal(all, bench.Loop.On(() => owner.Received.ToArray()));
        Assert.Equal(all, await pty.HearAsync(256));
    }

    [Fact]
    public async Task The_device_is_raw_silent_and_keeps_its_modem_lines_when_closed()
    {
        using var bench = new SerialBench();
        using var pty = new Pty(raw: false);
        await bench.UpAsync(pty.Slave, new LineSettings { Baud = 250_000, Flow = FlowControl.XonXoff }, real: true);

        Libc.Termios2 termios = pty.Termios;

        Assert.Equal(Libc.IGNBRK | Libc.IXON | Libc.IXOFF, termios.c_iflag);
        Assert.Equal(0u, termios.c_oflag);
        Assert.Equal(0u, termios.c_lflag);
        Assert.Equal(Libc.BOTHER | Libc.CS8 | Libc.CREAD | Libc.CLOCAL, termios.c_cflag);
        Assert.Equal(250_000u, termios.c_ospeed);
    }

    [Fact]
    public async Task A_device_that_talks_while_the_port_is_opened_and_closed_gets_nothing_back()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        using var stop = new CancellationTokenSource();
        Task talker = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
            {
                _ = Libc.Write(pty.Master, "login: \r\n\x03\x1c\x04"u8);
            }
        }, TestContext.Current.CancellationToken);
        for (int i = 0; i < 10; i++)
        {
            (SerialLine line, RecordingOwner owner) = await bench.UpAsync(pty.Slave, real: true);
            await bench.Loop.UntilAsync(() => owner.Received.Count > 0);
            await bench.Loop.OnAsync(line.CloseAsync);
        }

        await stop.CancelAsync();
        await talker;
        Assert.Empty(pty.Hear());
    }

    [Fact]
    public async Task A_line_that_vanishes_goes_down_with_its_last_words_read_and_comes_back_by_itself()
    {
        using var bench = new SerialBench();
        DirectoryInfo directory = Directory.CreateTempSubdirectory("fairlead-dev");
        string link = Path.Combine(directory.FullName, "ttyUSB0");
        using var before = new Pty();
        using var after = new Pty();
        File.CreateSymbolicLink(link, before.Slave);
        (SerialLine line, RecordingOwner owner) = await bench.UpAsync(link);

        before.Vanish();
        await bench.Loop.UntilAsync(() => line.State == LineState.Down);
        Assert.Equal(0, bench.Loop.On(() => line.Write("lost"u8)));
        Assert.Equal(0, bench.Loop.On(() => line.WriteRoom));
        File.Delete(link);
        File.CreateSymbolicLink(link, after.Slave);
        await bench.Loop.UntilAsync(() => line.State == LineState.Up);
        Assert.Equal(2, bench.Loop.On(() => owner.RoomGrew));
        after.Say("back"u8);
        await bench.Loop.UntilAsync(() => owner.Received.Count >= 4);

        string[] changes = bench.Loop.On(() => owner.Changes.ToArray());
        Assert.Equal("Up", changes[0]);
        Assert.StartsWith($"Down: {link}: ", changes[1], StringComparison.Ordinal);
        Assert.Equal("Up", changes[^1]);
        Assert.Empty(after.Hear());
        directory.Delete(recursive: true);
    }

    [Fact]
    public async Task What_the_far_end_said_before_it_hung_up_is_read()
    {
        // A socket pair, because a pty forgets what was not read when its master closes.
        using var bench = new SerialBench();
        using var pair = new SocketPair();
        var owner = new RecordingOwner(bench.Line("/dev/null").Line);
        string? gone = null;
        LineStream? stream = null;
        bench.Loop.On(() =>
        {
            stream = new LineStream(bench.Loop.Loop, pair.Near, isSocket: true, owner, () => { }, why => gone = why);
            stream.Attach();
            stream.Hold(true);
            Assert.Equal(10, Libc.Write(pair.Far, "last words"u8));
            pair.CloseFar();
        });

        // The turn that runs this has seen the hang-up before.
        bench.Loop.On(() => stream!.Hold(false));
        await bench.Loop.UntilAsync(() => gone is not null);

        Assert.Equal("last words"u8.ToArray(), bench.Loop.On(() => owner.Received.ToArray()));
    }

    [Fact]
    public async Task A_held_line_is_not_read_and_loses_nothing()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        (SerialLine line, RecordingOwner owner) = await bench.UpAsync(pty.Slave);

        bench.Loop.On(() => line.Hold(true));
        pty.Say("held back"u8);
        bench.Loop.On(() => { });
        bench.Loop.On(() => { });
        Assert.Equal(0, bench.Loop.On(() => owner.Received.Count));
        bench.Loop.On(() => line.Hold(false));
        await bench.Loop.UntilAsync(() => owner.Received.Count == 9);
    }

    [Fact]
    public async Task An_owner_without_room_is_not_asked_again_until_it_says_so()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        (SerialLine line, RecordingOwner owner) = await bench.UpAsync(pty.Slave);
        bench.Loop.On(() => owner.Full = true);

        pty.Say("x"u8);
        await Task.Delay(20, TestContext.Current.CancellationToken);
        long turns = bench.Loop.Loop.Pulse.Turns;
        await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(turns, bench.Loop.Loop.Pulse.Turns);
        bench.Loop.On(() =>
        {
            owner.Full = false;
            line.Hold(false);
        });

        await bench.Loop.UntilAsync(() => owner.Received.Count == 1);
    }

    [Fact]
    public async Task A_line_that_streams_in_fragments_is_read_by_the_tick_until_it_falls_silent()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        (SerialLine line, RecordingOwner owner) = await bench.UpAsync(pty.Slave);
        int said = 0;

        long began = Stopwatch.GetTimestamp();
        while (!bench.Loop.On(() => line.IsBulk) && Stopwatch.GetElapsedTime(began) < TimeSpan.FromSeconds(10))
        {
            pty.Say("fragment"u8);
            said += 8;
        }

        Assert.True(bench.Loop.On(() => line.IsBulk));
        await bench.Loop.UntilAsync(() => !line.IsBulk);
        pty.Say("one more"u8);
        await bench.Loop.UntilAsync(() => owner.Received.Count == said + 8);
    }

    [Fact]
    public async Task A_line_on_which_somebody_types_is_never_read_by_the_tick()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        (SerialLine line, RecordingOwner owner) = await bench.UpAsync(pty.Slave);
        bool bulk = false;

        for (int i = 1; i <= 200; i++)
        {
            bench.Loop.On(() => line.Write("k"u8));
            pty.Say(await pty.HearAsync(1));
            await bench.Loop.UntilAsync(() => owner.Received.Count == i);
            bulk |= bench.Loop.On(() => line.IsBulk);
        }

        Assert.False(bulk);
    }

    [Fact]
    public async Task A_disabled_line_closes_its_device_and_opens_it_again_when_enabled()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        (SerialLine line, RecordingOwner owner) = await bench.UpAsync(pty.Slave);

        bench.Loop.On(line.Disable);
        await bench.Loop.UntilAsync(
            () => line.State == LineState.Disabled && bench.Fake.Names.Contains($"close {pty.Slave}"));
        bench.Loop.On(line.Enable);
        await bench.Loop.UntilAsync(() => line.State == LineState.Up);

        Assert.Equal(["Up", "Disabled", "Up"], bench.Loop.On(() => owner.Changes.ToArray()));
    }

    [Fact]
    public async Task A_line_that_is_disabled_and_enabled_at_once_is_opened_anew()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        (SerialLine line, RecordingOwner owner) = await bench.UpAsync(pty.Slave);

        LineState between = LineState.Up;
        bench.Loop.On(() =>
        {
            line.Disable();
            between = line.State;
            line.Enable();
        });
        await bench.Loop.UntilAsync(() => owner.Changes.Count == 3);

        Assert.Equal(LineState.Disabled, between);
        Assert.Equal(["Up", "Disabled", "Up"], bench.Loop.On(() => owner.Changes.ToArray()));
        Assert.Contains($"close {pty.Slave}", bench.Loop.On(() => bench.Fake.Names.ToArray()));
    }

    [Fact]
    public async Task An_exception_of_its_owner_is_the_lines_own_outage()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        using var other = new Pty();
        (SerialLine line, RecordingOwner owner) = await bench.UpAsync(pty.Slave);
        (SerialLine neighbor, RecordingOwner neighbors) = await bench.UpAsync(other.Slave);
        bench.Loop.On(() => owner.Throws = new InvalidOperationException("log is broken"));

        pty.Say("x"u8);
        await bench.Loop.UntilAsync(() => owner.Changes.Count > 1);
        await bench.Loop.UntilAsync(() => line.State == LineState.Up);
        other.Say("y"u8);
        await bench.Loop.UntilAsync(() => neighbors.Received.Count == 1);

        Assert.Equal($"Down: {pty.Slave}: log is broken", bench.Loop.On(() => owner.Changes[1]));
        Assert.Equal(LineState.Up, bench.Loop.On(() => neighbor.State));
    }

    [Fact]
    public async Task A_pty_has_no_modem_lines_and_nobody_polls_it()
    {
        var time = new SteppedTime();
        using var bench = new SerialBench(time);
        using var pty = new Pty();
        (SerialLine line, _) = await bench.UpAsync(pty.Slave, real: true);

        Assert.Null(bench.Loop.On(() => line.ModemLines));
        Assert.Null(bench.Loop.On(() => line.Counters));
        Assert.False(bench.Loop.On(() => line.CanBreak));
        bool set = true;
        await bench.Loop.OnAsync(async () => set = await line.SetModemLinesAsync(ModemLines.Dtr, ModemLines.None));
        Assert.False(set);
        Assert.Equal(0, time.Waiting);
    }

    [Fact]
    public async Task A_detached_descriptor_is_adopted_without_the_device_noticing()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        (SerialLine line, _) = await bench.UpAsync(pty.Slave, real: true);

        int fd = bench.Loop.On(() => line.Detach())!.Value;
        pty.Say("while nobody ran"u8);
        (SerialLine next, RecordingOwner owner) = bench.Line(pty.Slave);
        bench.Loop.On(() =>
        {
            next.Adopt(fd);
            next.Start(owner);
        });
        await bench.Loop.UntilAsync(() => owner.Received.Count == 16);

        Assert.Equal([$"adopt {pty.Slave}"], bench.Fake.Names);
        Assert.Equal(fd, bench.Loop.On(() => next.Descriptor));
    }

    [Fact]
    public async Task New_settings_reach_the_open_device()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        (SerialLine line, RecordingOwner owner) = await bench.UpAsync(pty.Slave);

        await bench.Loop.OnAsync(() => line.ReconfigureAsync(new LineSettings { Baud = 921_600 }));
        pty.Say("still here"u8);
        await bench.Loop.UntilAsync(() => owner.Received.Count == 10);

        Assert.Equal(921_600u, pty.Termios.c_ospeed);
        Assert.Equal(LineState.Up, bench.Loop.On(() => line.State));
    }

    [Fact]
    public async Task A_line_flat_out_loses_nothing()
    {
        using var bench = new SerialBench();
        using var pty = new Pty();
        (_, RecordingOwner owner) = await bench.UpAsync(pty.Slave);
        bench.Loop.On(() => owner.CountsOnly = true);
        byte[] block = new byte[64 * 1024];
        const int Blocks = 256;

        await Task.Run(() =>
        {
            for (int i = 0; i < Blocks; i++)
            {
                pty.Say(block);
            }
        }, TestContext.Current.CancellationToken);

        await bench.Loop.UntilAsync(() => owner.Count == (long)Blocks * block.Length);
    }
}
