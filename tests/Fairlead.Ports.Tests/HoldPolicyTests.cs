namespace Fairlead.Ports.Tests;

public sealed class HoldPolicyTests
{
    private const int Ring = 64 * 1024;

    [Fact]
    public void A_line_that_can_wait_is_held_above_three_quarters_and_resumed_under_one_half_with_nothing_lost()
    {
        TestPort port = Holdable();
        TestPerson alice = port.Attach("alice", client: new FakeClient { Window = 0 });
        byte[] printed = Random.Shared.GetItems([.. Enumerable.Range(0, 256).Select(static i => (byte)i)], 10 * Ring);
        int sent = 0;
        for (int turn = 0; turn < 1000 && alice.Client.Output.Length < printed.Length; turn++)
        {
            while (sent < printed.Length && port.Line.Print(printed.AsSpan(sent, 1024)))
            {
                sent += 1024;
            }

            Assert.Equal(sent < printed.Length, port.Line.Held);
            Assert.InRange(alice.Session.Info.Behind, 0, Ring);
            alice.Client.Window = 3 * 1024;
            alice.Session.Pump();
        }

        Assert.Equal(printed, alice.Client.Output);
        Assert.Equal(0, alice.Session.Info.BytesLost);
        Assert.False(port.Line.Held);
        Assert.Contains("hold", port.Line.Calls);
    }

    [Fact]
    public void Held_at_more_than_three_quarters_and_resumed_below_a_half()
    {
        TestPort port = Holdable();
        TestPerson alice = port.Attach("alice", client: new FakeClient { Window = 0 });
        port.Line.Print(new byte[Ring / 4 * 3]);
        Assert.False(port.Port.IsHeld);
        port.Line.Print(new byte[1]);
        Assert.True(port.Port.IsHeld);
        Assert.True(port.Port.Reserve(10).IsEmpty);
        alice.Client.Window = (Ring / 4) + 1;
        alice.Session.Pump();
        Assert.True(port.Line.Held);
        alice.Client.Window = 1;
        alice.Session.Pump();
        Assert.False(port.Line.Held);
        Assert.Equal(["start", "hold", "resume"], port.Line.Calls);
    }

    [Fact]
    public void A_line_that_cannot_wait_is_never_held()
    {
        var port = new TestPort(ring: Ring);
        port.Attach("alice", client: new FakeClient { Window = 0 });
        Assert.True(port.Line.Print(new byte[10 * Ring]));
        Assert.Equal(["start"], port.Line.Calls);
    }

    [Fact]
    public void Watchers_hold_nothing()
    {
        TestPort port = Holdable();
        TestPerson writer = port.Attach("alice");
        port.Attach("bob", SessionMode.ReadOnly, client: new FakeClient { Window = 0 });
        Assert.True(port.Line.Print(new byte[10 * Ring]));
        Assert.Equal(10 * Ring, writer.Client.Output.Length);
    }

    [Fact]
    public void A_writer_that_takes_nothing_for_ten_seconds_holds_nobody_up_any_more()
    {
        TestPort port = Holdable();
        port.Attach("alice", client: new FakeClient { Window = 0 });
        Assert.False(port.Line.Print(new byte[2 * Ring]));
        port.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.True(port.Line.Held);
        port.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.False(port.Line.Held);
        Assert.True(port.Line.Print(new byte[10 * Ring]));
        Assert.Equal(TimeSpan.FromSeconds(10), port.Port.HeldTime);
        Assert.Equal(0, port.Time.Armed);
    }

    [Fact]
    public void A_writer_that_takes_a_little_now_and_then_is_waited_for()
    {
        TestPort port = Holdable();
        TestPerson alice = port.Attach("alice", client: new FakeClient { Window = 0 });
        port.Line.Print(new byte[2 * Ring]);
        for (int i = 0; i < 10; i++)
        {
            port.Time.Advance(TimeSpan.FromSeconds(9));
            Assert.True(port.Line.Held);
            alice.Client.Window = 1;
            alice.Session.Pump();
        }

        Assert.Equal(TimeSpan.FromSeconds(90), port.Port.HeldTime);
        alice.Session.Leave();
        Assert.False(port.Line.Held);
    }

    [Fact]
    public void A_writer_that_was_idle_for_long_is_not_taken_for_stuck()
    {
        TestPort port = Holdable();
        port.Attach("alice", client: new FakeClient { Window = 100 });
        port.Line.Print("x");
        port.Time.Advance(TimeSpan.FromHours(1));
        Assert.False(port.Line.Print(new byte[2 * Ring]));
        Assert.True(port.Line.Held);
    }

    [Fact]
    public void A_line_that_goes_down_is_not_held()
    {
        TestPort port = Holdable();
        port.Attach("alice", client: new FakeClient { Window = 0 });
        port.Line.Print(new byte[2 * Ring]);
        Assert.True(port.Line.Held);
        port.Line.Become(LineState.Down, "exited with 0");
        Assert.False(port.Port.IsHeld);
        port.Line.Become(LineState.Up);
        Assert.True(port.Port.IsHeld);
    }

    [Fact]
    public void Ctrl_C_lets_a_held_line_go_on_at_once()
    {
        TestPort port = Holdable();
        TestPerson alice = port.Attach("alice", client: new FakeClient { Window = 0 });
        port.Line.Print(new byte[2 * Ring]);
        Assert.True(port.Line.Held);
        alice.Type("\u0003");
        Assert.False(port.Line.Held);
    }

    [Fact]
    public void A_writer_who_goes_far_back_in_the_log_holds_the_line_before_it_prints_on()
    {
        TestPort port = Holdable();
        byte[] printed = new byte[Ring * 15 / 16];
        port.Line.Print(printed);
        TestPerson alice = port.Attach("alice", replay: 20, client: new FakeClient { Window = 0 });
        Assert.True(port.Line.Held);
        Assert.False(port.Line.Print("more"));
        alice.Client.Window = long.MaxValue;
        alice.Session.Pump();
        Assert.Equal(printed.Length, alice.Client.Output.Length);
        Assert.True(port.Line.Print("more"));
    }

    private static TestPort Holdable()
    {
        var port = new TestPort(ring: Ring);
        port.Line.CanHold = true;
        return port;
    }
}
