namespace Fairlead.Ports.Tests;

public sealed class PortOperationsTests
{
    private static readonly PortActor s_root = new("root", "local", "command line");

    [Fact]
    public void A_BREAK_is_sent_told_and_journaled()
    {
        var port = new TestPort(TestPort.Plain with { BreakLength = TimeSpan.FromMilliseconds(300) });
        TestPerson alice = port.Attach("alice");
        Assert.IsType<PortAnswer.Done>(port.Port.Operations.SendBreak(s_root));
        Assert.IsType<PortAnswer.Done>(alice.Session.SendBreak(BreakLength.FromRequest(9000)));
        Assert.Equal(["break 300", "break 3000"], port.Line.Calls[1..]);
        Assert.Equal("BREAK of 300 ms sent by root from local", alice.Client.Notices[^2]);
        Assert.Contains("Break: BREAK of 3000 ms sent by alice from 192.0.2.7:51234", port.Journal);
        Assert.Equal(2, port.Events.OfType<PortEvent.BreakSent>().Count());
    }

    [Fact]
    public void A_BREAK_is_refused_with_the_reason()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        port.Line.CanBreak = false;
        Assert.Equal("the line cannot send a BREAK", port.Port.Operations.SendBreak(s_root).Reason);
        port.Port.Apply(TestPort.Plain with { BreakAllowed = false });
        Assert.Equal("the port allows no BREAK", alice.Session.SendBreak().Reason);
        Assert.Equal("the port allows no BREAK", alice.Client.Notices[^1]);
        port.Line.Become(LineState.Down, "gone");
        Assert.Equal("line is down: gone", port.Port.Operations.SendBreak(s_root).Reason);
        alice.Denied.Add(SessionAct.Break);
        Assert.Equal("no rule allows alice to Break", alice.Session.SendBreak().Reason);
        Assert.DoesNotContain(port.Events, static one => one is PortEvent.BreakSent);
        Assert.Equal(["start"], port.Line.Calls);
    }

    [Fact]
    public void A_sequence_without_a_BREAK_in_it_runs_on_a_line_that_cannot_break()
    {
        Assert.True(BreakSequence.TryParse("~^B", out BreakSequence? tilde, out _));
        Assert.True(BreakSequence.TryParse(@"\zx", out BreakSequence? sysrq, out _));
        var port = new TestPort(TestPort.Plain with { BreakSequences = [new("tilde", tilde!), new("sysrq", sysrq!)] });
        port.Line.CanBreak = false;
        Assert.IsType<PortAnswer.Done>(port.Port.Operations.RunBreakSequence(s_root, "tilde"));
        Assert.Equal("~\u0002", port.Line.WrittenText);
        Assert.Equal("the line cannot send a BREAK", port.Port.Operations.RunBreakSequence(s_root, "sysrq").Reason);
        Assert.Equal(
            "the port has no break sequence other", port.Port.Operations.RunBreakSequence(s_root, "other").Reason);
        port.Line.Room = 1;
        Assert.Equal(
            "the line's output is full; try again", port.Port.Operations.RunBreakSequence(s_root, "tilde").Reason);
        port.Port.Apply(port.Port.Settings with { BreakAllowed = false });
        Assert.Equal("the port allows no BREAK", port.Port.Operations.RunBreakSequence(s_root, "tilde").Reason);
    }

    [Fact]
    public void Text_is_sent_whole_or_not_at_all_and_not_past_somebody_elses_hold()
    {
        var port = new TestPort();
        Assert.IsType<PortAnswer.Done>(port.Port.Operations.Send(s_root, "ls\r"u8));
        Assert.Equal("ls\r", port.Line.WrittenText);
        Assert.Contains("Note: 3 bytes sent by root from local", port.Journal);
        TestPerson alice = port.Attach("alice");
        Assert.StartsWith("alice from 192.0.2.7:51234 has held", port.Port.Operations.Send(s_root, "x"u8).Reason);
        PortActor same = new("alice", "local", "command line");
        Assert.IsType<PortAnswer.Done>(port.Port.Operations.Send(same, "y"u8));
        port.Line.Room = 2;
        Assert.Equal("the line's output is full; try again", port.Port.Operations.Send(same, "xyz"u8).Reason);
        alice.Type("abc");
        Assert.Equal("the line's output is full; try again", port.Port.Operations.Send(same, ""u8).Reason);
        Assert.Equal("ls\ryab", port.Line.WrittenText);
    }

    [Fact]
    public void A_session_is_kicked_by_its_name()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        Assert.Equal("no session 99 on this port", port.Port.Operations.Kick(99, s_root).Reason);
        Assert.IsType<PortAnswer.Done>(port.Port.Operations.Kick(alice.Session.Id, s_root));
        Assert.Equal((SessionEndReason.Kicked, "ended by root from local"), alice.Client.End);
        Assert.Single(port.Events.OfType<PortEvent.SessionKicked>());
        TestPerson bob = port.Attach("bob");
        port.Port.Operations.End(bob.Session.Id, SessionEndReason.NoLongerAllowed, "the rule is gone");
        Assert.Equal((SessionEndReason.NoLongerAllowed, "the rule is gone"), bob.Client.End);
    }

    [Fact]
    public void A_port_is_disabled_and_enabled_once()
    {
        var port = new TestPort();
        Assert.Equal("the port is enabled already", port.Port.Operations.Enable(s_root).Reason);
        Assert.IsType<PortAnswer.Done>(port.Port.Operations.Disable(s_root));
        Assert.Equal("the port is disabled already", port.Port.Operations.Disable(s_root).Reason);
        Assert.Equal("the port is disabled", port.Port.Operations.Reopen(s_root).Reason);
        Assert.IsType<PortAnswer.Done>(port.Port.Operations.Enable(s_root));
        Assert.Contains("LineDown: port disabled by root from local", port.Journal);
        Assert.Contains("Note: port enabled by root from local", port.Journal);
    }
}
