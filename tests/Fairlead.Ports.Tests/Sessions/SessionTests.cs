using System.Text;

namespace Fairlead.Ports.Tests.Sessions;

public sealed class SessionTests
{
    [Fact]
    public void What_is_typed_goes_to_the_line_and_what_it_prints_comes_back()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        alice.Type("l", "s", "\r");
        Assert.Equal("ls\r", port.Line.WrittenText);
        Assert.Equal(3, alice.Client.ConsumedBytes);
        port.Line.Print("bin etc\r\n");
        Assert.Equal("bin etc\r\n", alice.Client.OutputText);
        Assert.Equal(3, alice.Session.Info.BytesIn);
        Assert.Equal(9, alice.Session.Info.BytesOut);
    }

    [Fact]
    public void All_256_values_pass_both_ways_for_a_program()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(static value => (byte)value)];
        var port = new TestPort();
        TestPerson program = port.Attach("alice", interactive: false);
        program.Session.Input(all);
        foreach (byte one in all)
        {
            program.Session.Input([one]);
        }

        program.Session.Input("\u0005c."u8);
        Assert.Equal([.. all, .. all, 5, (byte)'c', (byte)'.'], port.Line.Written);
        port.Line.Print(all);
        Assert.Equal(all, program.Client.Output);
        Assert.Empty(program.Client.Notices);
        Assert.Equal("", program.Client.Answers.ToString());
        Assert.Null(program.Client.End);
    }

    [Fact]
    public void Input_that_the_line_does_not_take_waits_and_holds_up_only_its_writer()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        port.Line.Room = 4;
        alice.Session.Input("0123456789"u8);
        Assert.Equal("0123", port.Line.WrittenText);
        Assert.Equal(4, alice.Client.ConsumedBytes);
        Assert.Equal(6, alice.Session.PendingInput);
        alice.Session.Input("abcdef"u8);
        port.Line.GiveRoom(5);
        Assert.Equal("012345678", port.Line.WrittenText);
        Assert.Equal(9, alice.Client.ConsumedBytes);
        port.Line.GiveRoom(100);
        Assert.Equal("0123456789abcdef", port.Line.WrittenText);
        Assert.Equal(16, alice.Client.ConsumedBytes);
        Assert.Equal(0, alice.Session.PendingInput);
    }

    [Fact]
    public void A_door_that_gives_more_than_its_window_is_told_so()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice", interactive: false);
        port.Line.Room = 0;
        alice.Session.Input(new byte[Session.LargestPendingInput]);
        Assert.Throws<InvalidOperationException>(() => alice.Session.Input([1]));
        Assert.Equal(Session.LargestPendingInput, alice.Session.PendingInput);
    }

    [Fact]
    public void What_is_typed_while_the_line_is_down_waits_for_it_and_the_person_knows()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        port.Line.Become(LineState.Down, "no such device");
        alice.Type("a", "b");
        Assert.Equal(["line is down: no such device; what you type waits for it"], alice.Client.Notices[^1..]);
        Assert.Equal(0, alice.Client.ConsumedBytes);
        port.Line.Become(LineState.Up);
        Assert.Equal("ab", port.Line.WrittenText);
        Assert.Equal(2, alice.Client.ConsumedBytes);
        Assert.Contains("line is up: fake 9600 8N1", alice.Client.Notices);
    }

    [Fact]
    public void A_watchers_typing_is_thrown_away_with_one_notice_a_minute()
    {
        var port = new TestPort();
        port.Attach("bob");
        TestPerson alice = port.Attach("alice");
        int before = alice.Client.Notices.Count;
        alice.Type("a", "b", "c");
        Assert.Equal("", port.Line.WrittenText);
        Assert.Equal(3, alice.Client.ConsumedBytes);
        Assert.Equal(before + 1, alice.Client.Notices.Count);
        Assert.Contains(
            "bob from 192.0.2.7:51234 has held the port since 2026-01-31T12:00:00Z", alice.Client.Notices[^1]);
        port.Time.Advance(TimeSpan.FromSeconds(61));
        alice.Type("d");
        Assert.Equal(before + 2, alice.Client.Notices.Count);
    }

    [Fact]
    public void A_right_that_is_taken_away_counts_at_the_next_key()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        alice.Type("a");
        alice.Denied.Add(SessionAct.Write);
        alice.Type("b");
        Assert.Equal("a", port.Line.WrittenText);
        Assert.Equal(SessionMode.ReadOnly, alice.Session.Mode);
        Assert.True(alice.Client.WasTold("you are read-only: no rule allows alice to Write"));
        Assert.Equal(2, alice.Client.ConsumedBytes);
    }

    [Fact]
    public void A_client_that_is_full_gets_the_rest_when_its_door_pumps()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice", client: new FakeClient { Window = 3 });
        port.Line.Print("hello");
        Assert.Equal("hel", alice.Client.OutputText);
        Assert.Equal(2, alice.Session.Info.Behind);
        alice.Client.Window = 100;
        alice.Session.Pump();
        Assert.Equal("hello", alice.Client.OutputText);
    }

    [Fact]
    public void A_session_that_the_log_overtakes_is_told_how_much_it_lost_before_the_bytes_that_follow()
    {
        var port = new TestPort(ring: 4096);
        TestPerson alice = port.Attach("alice", interactive: false, client: new FakeClient { Window = 0 });
        var printed = new StringBuilder();
        for (int i = 0; i < 2000; i++)
        {
            printed.Append(System.Globalization.CultureInfo.InvariantCulture, $"{i:000000}\n");
        }

        port.Line.Print(printed.ToString());
        alice.Client.Window = long.MaxValue;
        alice.Session.Pump();
        long lost = alice.Session.Info.BytesLost;
        Assert.InRange(lost, printed.Length - 4096, printed.Length - 2048);
        Assert.Equal($"[{lost} bytes skipped: you read slower than the line prints]{printed.ToString()[(int)lost..]}",
            alice.Client.Screen.ToString());
        Assert.Contains(port.Journal, one =>
            one == $"Lost: alice from 192.0.2.7:51234 was overtaken by the log: {lost} bytes skipped");
    }

    [Fact]
    public void Being_overtaken_again_and_again_does_not_flood_the_journal_and_loses_no_count()
    {
        var port = new TestPort(ring: 4096);
        TestPerson alice = port.Attach("alice", interactive: false);
        for (int i = 0; i < 50; i++)
        {
            alice.Client.Window = 0;
            port.Line.Print(new byte[10_000]);
            alice.Client.Window = 10;
            alice.Session.Pump();
        }

        Assert.Equal(50, alice.Client.Notices.Count);
        Assert.Single(port.Events.OfType<PortEvent.Overtaken>());
        long lost = alice.Session.Info.BytesLost;
        alice.Session.Leave();
        Assert.Equal(lost, port.Events.OfType<PortEvent.Overtaken>().Sum(static one => one.Bytes));
    }

    [Fact]
    public void Ctrl_C_of_a_writer_far_behind_jumps_to_the_live_end_and_the_log_keeps_what_was_skipped()
    {
        var port = new TestPort(ring: 256 * 1024);
        TestPerson alice = port.Attach("alice", client: new FakeClient { Window = 100 });
        port.Line.Print(string.Concat(Enumerable.Repeat("line of a flood\r\n", 4000)));
        Assert.Equal(100, alice.Client.Output.Length);
        alice.Type("\u0003");
        Assert.Equal("\u0003", port.Line.WrittenText);
        Assert.True(alice.Client.WasTold(
            "interrupt: 67900 bytes of waiting output skipped; ^Ec r shows the last lines of them"));
        Assert.Equal(0, alice.Session.Info.BytesLost);
        alice.Client.Window = long.MaxValue;
        port.Line.Print("^C\r\n$ ");
        Assert.Equal("^C\r\n$ ", alice.Client.OutputText[100..]);
        alice.Press("r");
        Assert.EndsWith(
            string.Concat(Enumerable.Repeat("line of a flood\r\n", 18)) + "^C\r\n$ ", alice.Client.OutputText);
    }

    [Theory]
    [InlineData(30_000, true, "\u0003")]
    [InlineData(60_000, true, "x")]
    [InlineData(60_000, false, "\u0003")]
    public void Nothing_else_jumps(int behind, bool interactive, string typed)
    {
        var port = new TestPort(ring: 256 * 1024);
        TestPerson alice = port.Attach("alice", interactive: interactive, client: new FakeClient { Window = 0 });
        port.Line.Print(new byte[behind]);
        alice.Type(typed);
        Assert.Equal(behind, alice.Session.Info.Behind);
    }

    [Fact]
    public void A_session_that_ends_while_it_is_pumped_disturbs_nobody()
    {
        var port = new TestPort(TestPort.Plain with { Writers = WriterPolicy.Shared });
        TestPerson first = port.Attach("alice");
        TestPerson second = port.Attach("bob");
        TestPerson third = port.Attach("carol");
        first.Client.OnAdvance = () =>
        {
            first.Session.Leave();
            second.Session.Leave();
        };
        port.Line.Print(new byte[3000]);
        Assert.Equal(SessionEndReason.Left, first.Client.End?.Reason);
        Assert.Empty(second.Client.Output);
        Assert.Equal(3000, third.Client.Output.Length);
        Assert.Equal(third.Session, Assert.Single(port.Port.Sessions));
    }

    [Fact]
    public void A_session_that_ended_does_nothing_and_hears_nothing()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        alice.Session.Leave();
        alice.Session.Leave();
        alice.Type("x", TestPort.Escape, "w");
        alice.Session.Pump();
        port.Line.Print("x");
        Assert.IsType<PortAnswer.Refused>(alice.Session.SendBreak());
        Assert.IsType<PortAnswer.Refused>(alice.Session.TakeOver());
        Assert.Equal("", port.Line.WrittenText);
        Assert.Single(port.Events.OfType<PortEvent.SessionEnded>());
    }

    [Fact]
    public void What_was_typed_and_not_sent_is_named_when_the_session_ends()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        port.Line.Room = 2;
        alice.Type("secret");
        alice.Session.Leave();
        PortEvent.SessionEnded ended = Assert.Single(port.Events.OfType<PortEvent.SessionEnded>());
        Assert.Equal(4, ended.InputDropped);
        Assert.Equal("alice from 192.0.2.7:51234 detached: left; 0 bytes out, 2 in, 4 typed bytes dropped", ended.Text);
        port.Line.GiveRoom(100);
        Assert.Equal("se", port.Line.WrittenText);
    }

    [Fact]
    public void Moving_bytes_and_keys_allocates_nothing()
    {
        var port = new TestPort();
        var client = new SinkClient();
        var request = new SessionRequest
        {
            User = "alice",
            From = "local",
            Door = "test",
            Interactive = true,
            Refusal = static _ => null,
        };
        Session session = Assert.IsType<AttachResult.Attached>(port.Port.Attach(request, client)).Session;
        port.Line.Keep = false;
        byte[] printed = new byte[500];
        byte[] key = [(byte)'x'];
        Run(10);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1010 * 500, client.Total);

        void Run(int times)
        {
            for (int i = 0; i < times; i++)
            {
                port.Line.Print(printed);
                session.Input(key);
            }
        }
    }

    private sealed class SinkClient : ISessionClient
    {
        private readonly byte[] _packet = new byte[200];

        public long Total { get; private set; }

        public Span<byte> GetSpan(int wanted) => _packet.AsSpan(0, Math.Min(wanted, _packet.Length));

        public void Advance(int count) => Total += count;

        public void Notice(string text)
        {
        }

        public void Answer(ReadOnlySpan<byte> text)
        {
        }

        public void Consumed(int count)
        {
        }

        public void Ended(SessionEndReason reason, string text)
        {
        }
    }
}
