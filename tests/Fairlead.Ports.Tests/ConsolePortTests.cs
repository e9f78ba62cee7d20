namespace Fairlead.Ports.Tests;

public sealed class ConsolePortTests
{
    [Fact]
    public void The_first_is_read_write_and_the_second_is_told_who_holds_the_port()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        Assert.Equal(["port 1 db1, read-write; ^Ec ? for help"], alice.Client.Notices);
        Assert.True(port.Line.Interactive);
        port.Time.Advance(TimeSpan.FromHours(2));
        TestPerson bob = port.Attach("bob");
        Assert.Equal(
            [
                "port 1 db1, read-only; ^Ec ? for help",
                "read-only: alice from 192.0.2.7:51234 has held the port since 2026-01-31T12:00:00Z",
            ],
            bob.Client.Notices);
        Assert.Equal("bob from 192.0.2.7:51234 attached, read-only", alice.Client.Notices[^1]);
        alice.Session.Leave();
        Assert.Equal("alice from 192.0.2.7:51234 detached", bob.Client.Notices[^1]);
        Assert.False(port.Line.Interactive);
        Assert.Equal(
            ["SessionStart: alice from 192.0.2.7:51234 attached, read-write",
             "SessionStart: bob from 192.0.2.7:51234 attached, read-only",
             "SessionEnd: alice from 192.0.2.7:51234 detached: left; 0 bytes out, 0 in"],
            port.Journal);
    }

    [Fact]
    public void A_program_is_told_only_what_it_must_know()
    {
        var port = new TestPort(TestPort.Plain with { Banner = "no", DeviceBanner = "no" });
        TestPerson first = port.Attach("alice", interactive: false);
        TestPerson second = port.Attach("bob", interactive: false);
        Assert.Empty(first.Client.Notices);
        Assert.StartsWith("read-only: alice", Assert.Single(second.Client.Notices));
        Assert.Equal("", first.Client.Answers.ToString());
        port.Line.Become(LineState.Down, "gone");
        Assert.Equal(["line is down: gone"], first.Client.Notices);
    }

    [Fact]
    public void Banners_of_the_device_and_the_port_come_first()
    {
        var port = new TestPort(
            TestPort.Plain with { DeviceBanner = "rack12\nauthorized use only\n", Banner = "db1: production" });
        Assert.Equal(
            "rack12\r\nauthorized use only\r\ndb1: production\r\n", port.Attach("alice").Client.Answers.ToString());
    }

    [Fact]
    public void A_terminal_sees_the_last_lines_if_it_may_read_the_log_and_a_program_if_it_asks()
    {
        var port = new TestPort(TestPort.Plain with { ReplayLines = 2 });
        port.Line.Print("one\ntwo\nthree\n");
        Assert.Equal("two\nthree\n", port.Attach("a").Client.OutputText);
        Assert.Equal("three\n", port.Attach("b", replay: 1).Client.OutputText);
        Assert.Equal("", port.Attach("c", interactive: false).Client.OutputText);
        Assert.Equal("two\nthree\n", port.Attach("d", interactive: false, replay: 2).Client.OutputText);
        TestPerson denied = port.Attach("e", denied: SessionAct.Log);
        Assert.Equal("", denied.Client.OutputText);
        Assert.DoesNotContain(denied.Client.Notices, static one => one.Contains("Log", StringComparison.Ordinal));
    }

    [Fact]
    public void Somebody_who_attaches_while_the_line_is_down_is_told_why()
    {
        var port = new TestPort();
        port.Line.Become(LineState.Down, "/dev/ttyS4: no such device");
        Assert.Equal("line is down: /dev/ttyS4: no such device", port.Attach("alice").Client.Notices[^1]);
    }

    [Fact]
    public void Sessions_are_limited_on_a_port_and_in_all()
    {
        var set = new PortSet();
        var one = new TestPort(TestPort.Plain with { MaxSessions = 2 }, set: set);
        var two = new TestPort(TestPort.Plain with { Name = "db2" }, set: set, number: 2);
        set.Sessions.Limit = 3;
        TestPerson first = one.Attach("a");
        one.Attach("b");
        Assert.Equal("port 1 has 2 sessions, and its limit is 2", Refused(one));
        two.Attach("c");
        Assert.Equal("the device has 3 sessions, and its limit is 3", Refused(two));
        first.Session.Leave();
        Assert.Equal(2, set.Sessions.Count);
        Assert.Equal(4, two.Attach("d").Session.Id);
    }

    [Fact]
    public void Changes_of_the_line_are_told_once_and_journaled()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        int before = alice.Client.Notices.Count;
        port.Line.Become(LineState.Up);
        port.Line.Become(LineState.Down, "unplugged");
        for (int i = 0; i < 5; i++)
        {
            port.Line.Become(LineState.Opening, "unplugged");
            port.Line.Become(LineState.Down, "unplugged");
        }

        port.Line.Become(LineState.Up, "speed is 9600 instead of 921600");
        Assert.Equal(
            ["line is up: fake 9600 8N1", "line is down: unplugged",
             "line is up: fake 9600 8N1: speed is 9600 instead of 921600"],
            alice.Client.Notices[before..]);
        Assert.Equal(
            ["LineUp", "LineDown", "LineUp"],
            port.Journal.Where(static one => one.StartsWith("Line", StringComparison.Ordinal))
                .Select(static one => one.Split(':')[0]));
        Assert.Equal(3, port.Events.OfType<PortEvent.LineChanged>().Count());
    }

    [Fact]
    public void Overruns_are_all_journaled_with_their_position_and_told_once_a_minute()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        port.Line.Print("abc");
        port.Line.Owner!.Overrun(new LineCounters(0, 0, 2, 1, 0));
        port.Line.Print("def");
        port.Line.Owner.Overrun(new LineCounters(0, 0, 5, 0, 0));
        Assert.Equal(
            [
                (3, "overrun: 2 characters lost in the UART, 1 in the driver"),
                (6, "overrun: 5 characters lost in the UART, 0 in the driver"),
            ],
            port.Port.Log.Journal(0).Where(static one => one.Kind == JournalKind.Overrun)
                .Select(static one => ((int)one.Position, one.Text)));
        Assert.Single(alice.Client.Notices, static one => one.StartsWith("overrun", StringComparison.Ordinal));
    }

    [Fact]
    public void A_BREAK_from_the_far_end_and_its_modem_lines_are_told_but_flow_control_is_not()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        port.Line.ModemLines = ModemLines.Dcd | ModemLines.Dsr | ModemLines.Cts;
        port.Line.Become(LineState.Up);
        int before = alice.Client.Notices.Count;
        port.Line.Owner!.BreakReceived();
        port.Line.ModemLines = ModemLines.Dcd | ModemLines.Dsr;
        port.Line.Owner.ModemLinesChanged();
        port.Line.ModemLines = ModemLines.Ri;
        port.Line.Owner.ModemLinesChanged();
        port.Line.ModemLines = ModemLines.Ri | ModemLines.Dcd | ModemLines.Dsr;
        port.Line.Owner.ModemLinesChanged();
        Assert.Equal(
            ["BREAK received", "RI raised, DSR, DCD dropped", "DSR, DCD raised"], alice.Client.Notices[before..]);
    }

    [Fact]
    public void New_settings_change_what_differs_and_disturb_nobody()
    {
        var port = new TestPort(TestPort.Plain with { Writers = WriterPolicy.Shared });
        TestPerson alice = port.Attach("alice");
        TestPerson bob = port.Attach("bob");
        int told = alice.Client.Notices.Count;
        port.Port.Apply(port.Port.Settings with { Banner = "new", MaxSessions = 1, BreakAllowed = false });
        Assert.Equal(told, alice.Client.Notices.Count);
        Assert.Equal(2, port.Port.Sessions.Count);
        Assert.Equal(["start"], port.Line.Calls);

        port.Port.Apply(TestPort.Plain);
        Assert.Equal(SessionMode.ReadWrite, alice.Session.Mode);
        Assert.Equal(SessionMode.ReadOnly, bob.Session.Mode);
        Assert.True(bob.Client.WasTold("the port takes one writer from now on; you are read-only"));
        bob.Press("a");
        port.Port.Apply(TestPort.Plain with { Writers = WriterPolicy.Shared });
        Assert.Equal(SessionMode.ReadWrite, bob.Session.Mode);

        port.Port.Apply(port.Port.Settings with { Enabled = false });
        Assert.Equal(["start", "disable"], port.Line.Calls);
    }

    [Fact]
    public void A_port_that_is_disabled_from_the_start_opens_its_line_when_it_is_enabled()
    {
        var port = new TestPort(TestPort.Plain with { Enabled = false });
        Assert.Empty(port.Line.Calls);
        TestPerson alice = port.Attach("alice");
        Assert.Equal("line is disabled: fake 9600 8N1", alice.Client.Notices[^1]);
        Assert.IsType<PortAnswer.Done>(port.Port.Operations.Enable(new PortActor("root", "local", "command line")));
        Assert.Equal(["start"], port.Line.Calls);
        Assert.Equal("port enabled by root from local", alice.Client.Notices[^1]);
    }

    [Fact]
    public async Task A_line_that_is_replaced_leaves_sessions_attached()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        var other = new FakeLine { Description = "exec /bin/sh" };
        await port.Port.ReplaceLineAsync(other);
        Assert.Equal(["start", "close"], port.Line.Calls);
        Assert.Equal(["start"], other.Calls);
        Assert.True(other.Interactive);
        other.Become(LineState.Up);
        Assert.Equal("line is up: exec /bin/sh", alice.Client.Notices[^1]);
        alice.Type("x");
        other.Print("y");
        Assert.Equal("x", other.WrittenText);
        Assert.Equal("y", alice.Client.OutputText);
    }

    [Fact]
    public async Task Closing_the_port_ends_all_sessions_and_gives_it_to_nobody_in_between()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        TestPerson bob = port.Attach("bob");
        bob.Press("a");
        await port.Port.CloseAsync("the port was removed");
        Assert.Equal((SessionEndReason.PortClosed, "the port was removed"), alice.Client.End);
        Assert.Equal((SessionEndReason.PortClosed, "the port was removed"), bob.Client.End);
        Assert.DoesNotContain(port.Events, static one => one is PortEvent.ModeChanged);
        Assert.Equal("close", port.Line.Calls[^1]);
    }

    [Fact]
    public void Bytes_and_times_are_counted()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        Assert.Null(port.Port.LastIn);
        port.Time.Advance(TimeSpan.FromSeconds(5));
        port.Line.Print("abc");
        alice.Type("xy");
        Assert.Equal((3, 2), (port.Port.TotalIn, port.Port.TotalOut));
        Assert.Equal(FakeTimeProvider.Beginning.AddSeconds(5), port.Port.LastIn);
        Assert.Equal(FakeTimeProvider.Beginning.AddSeconds(5), port.Port.LastOut);
        SessionInfo info = Assert.Single(port.Port.Who());
        Assert.Equal(
            ("alice", SessionMode.ReadWrite, 3L, 2L), (info.Actor.User, info.Mode, info.BytesOut, info.BytesIn));
    }

    [Fact]
    public void A_log_that_needs_more_positions_asks_once_and_the_line_goes_on_when_they_are_there()
    {
        var port = new TestPort(lease: 100);
        Assert.False(port.Line.Print(new byte[101]));
        Assert.Equal(1, port.LeasesAsked);
        Assert.Equal(100, port.Port.Log.Head);
        port.Port.GrantLease(1 << 30);
        Assert.Equal("resume", port.Line.Calls[^1]);
        Assert.True(port.Line.Print(new byte[200]));
        Assert.Equal(1, port.LeasesAsked);
    }

    private static string Refused(TestPort port)
    {
        var request = new SessionRequest { User = "z", From = "local", Door = "test", Refusal = static _ => null };
        return Assert.IsType<AttachResult.Refused>(port.Port.Attach(request, new FakeClient())).Reason;
    }
}
