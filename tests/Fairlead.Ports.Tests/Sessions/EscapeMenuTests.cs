namespace Fairlead.Ports.Tests.Sessions;

public sealed class EscapeMenuTests
{
    [Fact]
    public void Dot_leaves()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        alice.Press(".");
        Assert.Equal(SessionEndReason.Left, alice.Client.End?.Reason);
        Assert.Equal("", port.Line.WrittenText);
        Assert.Equal(0, port.Line.Interactive ? 1 : 0);
    }

    [Fact]
    public void The_question_mark_lists_every_letter_in_lines_that_end_with_CR_LF()
    {
        TestPerson alice = new TestPort().Attach("alice");
        alice.Press("?");
        string help = alice.Client.Answers.ToString();
        foreach (char letter in ".?wrpinafsldo")
        {
            Assert.Contains($" {letter}", help);
        }

        Assert.EndsWith("\r\n", help);
        Assert.DoesNotContain("\n", help.Replace("\r\n", "", StringComparison.Ordinal));
        Assert.Equal(3, alice.Client.ConsumedBytes);
    }

    [Fact]
    public void An_unknown_letter_is_said_to_be_and_nothing_reaches_the_line()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        alice.Press("Z");
        alice.Press(" ");
        alice.Press("\r");
        Assert.Equal(["unknown -- use ?", "aborted", "aborted"], alice.Client.Notices[^3..]);
        Assert.Equal("", port.Line.WrittenText);
    }

    [Fact]
    public void A_paste_that_holds_an_escape_passes_and_does_nothing()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        alice.Type("\u0005c.\r\n", "x\u0005c.", "\u0005c", ".....");
        Assert.Equal("\u0005c.\r\nx\u0005c.\u0005c.....", port.Line.WrittenText);
        Assert.Null(alice.Client.End);
        Assert.Equal(16, alice.Client.ConsumedBytes);
    }

    [Fact]
    public void A_port_may_have_other_escape_keys()
    {
        var port = new TestPort(TestPort.Plain with { Escape = new EscapeKeys(0x1D, (byte)'x') });
        TestPerson alice = port.Attach("alice");
        Assert.True(alice.Client.WasTold("^]x ? for help"));
        alice.Type("\u0005c.", "\u001dx.");
        Assert.Equal("\u0005c.", port.Line.WrittenText);
        Assert.NotNull(alice.Client.End);
    }

    [Fact]
    public void W_names_everybody()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        port.Attach("bob").Press("a");
        port.Time.Advance(TimeSpan.FromSeconds(90));
        alice.Press("w");
        Assert.Equal(
            "*   1 alice from 192.0.2.7:51234, ssh 2001, read-write, since 2026-01-31T12:00:00Z, idle 0 s\r\n"
            + "    2 bob from 192.0.2.7:51234, ssh 2001, read-only, waiting, since 2026-01-31T12:00:00Z, "
            + "idle 1 min\r\n",
            alice.Client.Answers.ToString());
    }

    [Fact]
    public void A_asks_for_the_port_and_gets_it_when_the_writer_leaves()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        TestPerson bob = port.Attach("bob");
        TestPerson carol = port.Attach("carol", SessionMode.ReadOnly);
        bob.Press("a");
        carol.Press("a");
        Assert.True(bob.Client.WasTold("you are next; ^Ec f takes it over"));
        Assert.True(carol.Client.WasTold("you are number 2 in the queue"));
        alice.Press("s");
        Assert.True(alice.Client.WasTold("you are read-only"));
        Assert.True(bob.Client.WasTold("you are read-write"));
        Assert.Equal(SessionMode.ReadWrite, bob.Session.Mode);
        Assert.Equal(SessionMode.ReadOnly, carol.Session.Mode);
        bob.Session.Leave();
        Assert.Equal(SessionMode.ReadWrite, carol.Session.Mode);
        Assert.Contains(port.Journal, one => one == "Takeover: carol from 192.0.2.7:51234 is read-write");
    }

    [Fact]
    public void Somebody_who_waited_and_may_not_write_any_more_is_passed_over()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        TestPerson bob = port.Attach("bob");
        TestPerson carol = port.Attach("carol");
        bob.Press("a");
        carol.Press("a");
        bob.Denied.Add(SessionAct.Write);
        alice.Session.Leave();
        Assert.Equal(SessionMode.ReadOnly, bob.Session.Mode);
        Assert.Equal(SessionMode.ReadWrite, carol.Session.Mode);
    }

    [Fact]
    public void A_watcher_without_the_right_does_not_get_the_port()
    {
        TestPerson alice = new TestPort().Attach("alice", denied: SessionAct.Write);
        Assert.Equal(SessionMode.ReadOnly, alice.Session.Mode);
        alice.Press("a");
        Assert.Equal(SessionMode.ReadOnly, alice.Session.Mode);
        Assert.Equal("no rule allows alice to Write", alice.Client.Notices[^1]);
    }

    [Fact]
    public void F_takes_the_port_over_after_y_and_both_are_told()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        TestPerson bob = port.Attach("bob");
        TestPerson carol = port.Attach("carol", SessionMode.ReadOnly);
        port.Line.Room = 1;
        alice.Type("abc");
        bob.Press("f");
        Assert.EndsWith("take it over? y/n", bob.Client.Notices[^1]);
        Assert.Equal(SessionMode.ReadOnly, bob.Session.Mode);
        bob.Type("y");
        Assert.Equal(SessionMode.ReadWrite, bob.Session.Mode);
        Assert.Equal(SessionMode.ReadOnly, alice.Session.Mode);
        Assert.Equal(
            [
                "bob from 192.0.2.7:51234 took the port over; you are read-only",
                "2 typed bytes had not been sent and are dropped",
            ],
            alice.Client.Notices[^2..]);
        Assert.Equal("you took the port over from alice from 192.0.2.7:51234", bob.Client.Notices[^1]);
        Assert.Equal(
            "bob from 192.0.2.7:51234 took the port over from alice from 192.0.2.7:51234", carol.Client.Notices[^1]);
        port.Line.GiveRoom(100);
        bob.Type("x");
        alice.Type("y");
        Assert.Equal("ax", port.Line.WrittenText);
        Assert.Equal(4, alice.Client.ConsumedBytes);
        Assert.Single(port.Events.OfType<PortEvent.TakenOver>());
    }

    [Theory]
    [InlineData("n")]
    [InlineData("\r")]
    [InlineData("yes, of course")]
    public void Anything_but_y_is_no(string answer)
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        TestPerson bob = port.Attach("bob");
        bob.Press("f");
        bob.Type(answer);
        Assert.True(bob.Client.WasTold("aborted"));
        Assert.Equal(SessionMode.ReadWrite, alice.Session.Mode);
    }

    [Fact]
    public void Nobody_is_asked_where_the_port_says_so()
    {
        var port = new TestPort(TestPort.Plain with { ConfirmDestructive = false });
        port.Attach("alice");
        TestPerson bob = port.Attach("bob");
        bob.Press("f");
        Assert.Equal(SessionMode.ReadWrite, bob.Session.Mode);
    }

    [Theory]
    [InlineData(SessionAct.Write)]
    [InlineData(SessionAct.Takeover)]
    public void A_takeover_needs_both_rights(SessionAct missing)
    {
        var port = new TestPort(TestPort.Plain with { ConfirmDestructive = false });
        TestPerson alice = port.Attach("alice");
        TestPerson bob = port.Attach("bob", denied: missing);
        bob.Press("f");
        Assert.Equal(SessionMode.ReadWrite, alice.Session.Mode);
        Assert.Equal($"no rule allows bob to {missing}", bob.Client.Notices[^1]);
    }

    [Fact]
    public void R_and_p_show_the_last_lines_again_to_those_who_may_read_the_log()
    {
        var port = new TestPort();
        port.Line.Print(string.Concat(Enumerable.Range(1, 100).Select(static i => $"{i}\r\n")));
        TestPerson alice = port.Attach("alice", replay: 0);
        Assert.Equal("", alice.Client.OutputText);
        alice.Press("r");
        Assert.StartsWith("81\r\n82\r\n", alice.Client.OutputText);
        Assert.EndsWith("99\r\n100\r\n", alice.Client.OutputText);
        int seen = alice.Client.Output.Length;
        alice.Press("p");
        Assert.StartsWith("41\r\n42\r\n", alice.Client.OutputText[seen..]);
        seen = alice.Client.Output.Length;
        alice.Denied.Add(SessionAct.Log);
        alice.Press("r");
        Assert.Equal(seen, alice.Client.Output.Length);
        Assert.Equal("no rule allows alice to Log", alice.Client.Notices[^1]);
    }

    [Fact]
    public void L0_is_a_plain_BREAK_and_l1_a_named_sequence()
    {
        var port = new TestPort(
            TestPort.Plain with { BreakSequences = [Named("sysrq", @"\zh"), Named("sparc", @"\r\d~", confirm: true)] });
        TestPerson alice = port.Attach("alice");
        alice.Press("l", "0");
        alice.Press("l1");
        Assert.Equal(["break 500", "break 500", "write h"], port.Line.Calls[1..]);
        alice.Press("l", "2");
        Assert.Equal("send sparc? y/n", alice.Client.Notices[^1]);
        Assert.Equal(4, port.Line.Calls.Count);
        alice.Type("y");
        Assert.Equal(["write \r", "pause 250", "write ~"], port.Line.Calls[4..]);
        alice.Press("l", "?");
        Assert.Equal(" 0 BREAK of 500 ms\r\n 1 sysrq\r\n 2 sparc, asks first\r\n", alice.Client.Answers.ToString());
        alice.Press("l", "3");
        Assert.Equal("aborted", alice.Client.Notices[^1]);
        Assert.Equal(
            ["Break: BREAK of 500 ms sent by alice from 192.0.2.7:51234",
             "Break: break sequence sysrq sent by alice from 192.0.2.7:51234",
             "Break: break sequence sparc sent by alice from 192.0.2.7:51234"],
            port.Journal.Where(static one => one.StartsWith("Break", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_break_needs_its_right_whatever_the_mode()
    {
        var port = new TestPort(TestPort.Plain with { BreakSequences = [Named("sysrq", @"\zh")] });
        TestPerson alice = port.Attach("alice", denied: SessionAct.Break);
        alice.Press("l", "0");
        alice.Press("l", "1");
        Assert.Equal("no rule allows alice to Break", alice.Client.Notices[^1]);
        Assert.Equal(["start"], port.Line.Calls);
        TestPerson watcher = port.Attach("bob", denied: SessionAct.Write);
        watcher.Press("l", "0");
        Assert.Equal(["start", "break 500"], port.Line.Calls);
    }

    [Fact]
    public void D_disables_the_port_and_o_enables_it_with_the_right_to_configure()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        alice.Press("d");
        Assert.Equal("disable the port? y/n", alice.Client.Notices[^1]);
        alice.Type("y");
        Assert.Equal("port disabled by alice from 192.0.2.7:51234", alice.Client.Notices[^1]);
        Assert.Equal(LineState.Disabled, port.Line.State);
        Assert.False(port.Port.Settings.Enabled);
        alice.Press("o");
        alice.Type("y");
        Assert.Equal(["start", "disable", "enable"], port.Line.Calls);
        Assert.Equal(
            ["PortDisabled", "PortEnabled"],
            port.Events.Where(static one => one is PortEvent.PortDisabled or PortEvent.PortEnabled)
                .Select(static one => one.GetType().Name));
        alice.Denied.Add(SessionAct.Configure);
        alice.Press("d");
        Assert.Equal("no rule allows alice to Configure", alice.Client.Notices[^1]);
    }

    [Fact]
    public void A_right_that_goes_between_question_and_answer_is_gone()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        alice.Press("d");
        alice.Denied.Add(SessionAct.Configure);
        alice.Type("y");
        Assert.True(port.Port.Settings.Enabled);
    }

    [Fact]
    public void O_tries_a_line_that_is_down_at_once_and_closes_one_that_is_up_first()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        port.Line.Become(LineState.Down, "gone");
        alice.Press("o");
        Assert.Equal(["start", "enable"], port.Line.Calls);
        port.Line.Become(LineState.Up);
        alice.Press("o");
        alice.Type("y");
        Assert.Equal(["start", "enable", "disable", "enable"], port.Line.Calls);
    }

    [Fact]
    public void I_tells_how_the_port_is()
    {
        var port = new TestPort(TestPort.Plain with { Tags = ["linux", "row-c"] });
        port.Line.ModemLines = ModemLines.Dtr | ModemLines.Rts;
        port.Line.Counters = new LineCounters(1, 2, 3, 4, 5);
        TestPerson alice = port.Attach("alice");
        port.Line.Print("hello");
        alice.Press("i");
        string text = alice.Client.Answers.ToString();
        Assert.Contains(" port      1 db1 (linux, row-c)\r\n", text);
        Assert.Contains(" line      line is up: fake 9600 8N1\r\n", text);
        Assert.Contains(" modem     DTR, RTS\r\n", text);
        Assert.Contains("overrun 3, buffer overrun 4", text);
        Assert.Contains(" in        5 bytes, last 2026-01-31T12:00:00Z\r\n", text);
        Assert.Contains(" out       0 bytes, last never\r\n", text);
        Assert.Contains(" held      never\r\n", text);
        Assert.Contains(" log       positions 0 to 5, ring of 65536 bytes\r\n", text);
    }

    [Fact]
    public void N_puts_a_note_into_the_journal()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice", SessionMode.ReadOnly);
        alice.Press("n");
        alice.Type("swapped the paste of a long text: ", "diskX", "\u007f", "\rls\r");
        Assert.Contains("Note: alice: swapped the paste of a long text: disk", port.Journal);
        Assert.Equal("noted", alice.Client.Notices[^2]);
        Assert.Equal("swapped the paste of a long text: diskX\b \b\r\n", alice.Client.Answers.ToString());
        Assert.Equal("", port.Line.WrittenText);
    }

    [Fact]
    public void A_note_is_given_up_by_Ctrl_C_and_holds_no_control_characters()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        alice.Press("n", "oops", "\u0003");
        Assert.Equal("aborted", alice.Client.Notices[^1]);
        alice.Press("n", "a\u001b[2Jb\u0085\r");
        Assert.Equal("Note: alice: a[2Jb\uFFFD", port.Journal[^1]);
        alice.Type("z");
        Assert.Equal("z", port.Line.WrittenText);
    }

    private static NamedBreak Named(string name, string text, bool confirm = false)
    {
        Assert.True(BreakSequence.TryParse(text, out BreakSequence? sequence, out string error), error);
        return new NamedBreak(name, sequence!, confirm);
    }
}
