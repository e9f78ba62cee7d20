namespace Fairlead.Ports.Tests.Sessions;

public sealed class IdleWatchTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(15);

    [Fact]
    public void A_session_in_which_nothing_is_typed_is_warned_and_ended()
    {
        var port = new TestPort(TestPort.Plain with { IdleTimeout = s_limit });
        TestPerson alice = port.Attach("alice");
        port.Time.Advance(TimeSpan.FromMinutes(13));
        port.Line.Print("the line printing is no typing");
        Assert.False(alice.Client.WasTold("nothing was typed"));
        port.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal("nothing was typed for 14 min: the session ends in 1 min", alice.Client.Notices[^1]);
        Assert.Null(alice.Client.End);
        port.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((SessionEndReason.Idle, "nothing was typed for 15 min"), alice.Client.End);
        Assert.Equal(0, port.Time.Armed);
    }

    [Fact]
    public void A_key_begins_the_time_anew_and_costs_no_timer()
    {
        var port = new TestPort(TestPort.Plain with { IdleTimeout = s_limit });
        TestPerson alice = port.Attach("alice");
        for (int minute = 0; minute < 60; minute++)
        {
            port.Time.Advance(TimeSpan.FromMinutes(1));
            alice.Type("x");
        }

        Assert.InRange(port.Time.Fired, 1, 6);
        port.Time.Advance(TimeSpan.FromMinutes(14.5));
        Assert.Null(alice.Client.End);
        alice.Type("x");
        port.Time.Advance(TimeSpan.FromMinutes(14.9));
        Assert.Null(alice.Client.End);
        Assert.Equal(
            2, alice.Client.Notices.Count(static one => one.Contains("the session ends", StringComparison.Ordinal)));
        port.Time.Advance(TimeSpan.FromMinutes(0.1));
        Assert.NotNull(alice.Client.End);
    }

    [Fact]
    public void A_program_that_only_watches_is_left_alone_and_one_that_writes_is_not()
    {
        var port = new TestPort(TestPort.Plain with { IdleTimeout = s_limit });
        TestPerson recorder = port.Attach("rec", SessionMode.ReadOnly, interactive: false);
        TestPerson feeder = port.Attach("feed", interactive: false);
        port.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(recorder.Client.End);
        Assert.Equal(SessionEndReason.Idle, feeder.Client.End?.Reason);
    }

    [Fact]
    public void Without_an_idle_time_nothing_ever_wakes_up()
    {
        var port = new TestPort();
        port.Attach("alice");
        port.Time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(0, port.Time.Fired);
        Assert.Equal(0, port.Time.Armed);
    }

    [Fact]
    public void An_idle_time_that_is_set_later_counts_for_those_who_are_there()
    {
        var port = new TestPort();
        TestPerson alice = port.Attach("alice");
        port.Time.Advance(TimeSpan.FromMinutes(10));
        port.Port.Apply(TestPort.Plain with { IdleTimeout = TimeSpan.FromSeconds(30) });
        port.Time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(SessionEndReason.Idle, alice.Client.End?.Reason);
        port.Port.Apply(TestPort.Plain);
        port.Attach("bob");
        port.Time.Advance(TimeSpan.FromHours(1));
        Assert.Single(port.Port.Sessions);
    }

    [Fact]
    public void Timers_that_fire_elsewhere_are_brought_to_the_context_of_the_port()
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        var loop = new QueueContext();
        SynchronizationContext.SetSynchronizationContext(loop);
        var port = new TestPort(TestPort.Plain with { IdleTimeout = s_limit });
        TestPerson alice = port.Attach("alice");
        SynchronizationContext.SetSynchronizationContext(before);
        port.Time.Advance(TimeSpan.FromHours(1));
        Assert.Null(alice.Client.End);
        loop.RunAll();
        Assert.NotNull(alice.Client.End);
    }

    private sealed class QueueContext : SynchronizationContext
    {
        private readonly Queue<Action> _posted = [];

        public override void Post(SendOrPostCallback d, object? state) => _posted.Enqueue(() => d(state));

        public void RunAll()
        {
            while (_posted.TryDequeue(out Action? next))
            {
                next();
            }
        }
    }
}
