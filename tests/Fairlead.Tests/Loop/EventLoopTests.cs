using Fairlead.Daemon.Loop;
using Fairlead.Tty;

namespace Fairlead.Tests.Loop;

public sealed class EventLoopTests
{
    [Fact]
    public async Task Everything_that_other_threads_post_runs_once_and_in_each_threads_order()
    {
        using var loop = new LoopThread();
        const int Threads = 4;
        const int Each = 25_000;
        int[] next = new int[Threads];
        int outOfOrder = 0;
        int offLoop = 0;

        Task[] posters = [.. Enumerable.Range(0, Threads).Select(t => Task.Run(() =>
        {
            for (int i = 0; i < Each; i++)
            {
                int mine = i;
                loop.Loop.Post(
                    _ =>
                    {
                        offLoop += loop.Loop.InLoop ? 0 : 1;
                        outOfOrder += next[t]++ == mine ? 0 : 1;
                    },
                    null);
            }
        }))];
        await Task.WhenAll(posters);
        await loop.UntilAsync(() => next.All(n => n == Each));

        Assert.Equal(0, loop.On(() => outOfOrder));
        Assert.Equal(0, loop.On(() => offLoop));
    }

    [Fact]
    public void What_the_loop_posts_itself_runs_in_the_same_turn_and_before_its_end()
    {
        using var loop = new LoopThread();
        var order = new List<string>();
        long turn = 0;

        loop.On(() =>
        {
            turn = loop.Loop.Pulse.Turns;
            loop.Loop.AtTurnEnd(new TurnEnd(() => order.Add($"end {loop.Loop.Pulse.Turns - turn}")));
            loop.Loop.Post(_ => order.Add($"post {loop.Loop.Pulse.Turns - turn}"), null);
            order.Add("handler");
        });

        Assert.Equal(["handler", "post 0", "end 0"], loop.On(() => order.ToArray()));
    }

    [Fact]
    public void An_item_of_the_turns_end_may_add_another_and_both_run_once()
    {
        using var loop = new LoopThread();
        int first = 0;
        int second = 0;
        loop.On(() => loop.Loop.AtTurnEnd(new TurnEnd(() =>
        {
            first++;
            loop.Loop.AtTurnEnd(new TurnEnd(() => second++));
        })));

        loop.On(() => { });

        Assert.Equal((1, 1), loop.On(() => (first, second)));
    }

    [Fact]
    public async Task An_await_on_the_loop_resumes_on_the_loop()
    {
        using var loop = new LoopThread();
        bool resumed = false;

        await loop.OnAsync(async () =>
        {
            await Task.Run(() => { }, TestContext.Current.CancellationToken);
            resumed = loop.Loop.InLoop;
        });

        Assert.True(resumed);
    }

    [Fact]
    public async Task A_handler_hears_of_its_descriptor_until_it_is_removed()
    {
        using var loop = new LoopThread();
        using var pipe = new Pipe();
        var heard = new List<uint>();
        var handler = new Handler(events =>
        {
            heard.Add(events);
            pipe.Read();
            loop.Loop.Remove(pipe.Reader);
        });
        loop.On(() => loop.Loop.Add(pipe.Reader, Libc.EPOLLIN, handler));

        pipe.Write();
        await loop.UntilAsync(() => heard.Count > 0);
        pipe.Write();
        loop.On(() => { });
        loop.On(() => { });

        Assert.Equal([Libc.EPOLLIN], loop.On(() => heard.ToArray()));
    }

    [Fact]
    public async Task An_event_of_this_turn_does_not_reach_whoever_got_the_descriptors_number_meanwhile()
    {
        using var loop = new LoopThread();
        using var one = new Pipe();
        using var two = new Pipe();
        int stale = 0;
        int calls = 0;
        var innocent = new Handler(_ => stale++);

        // Both become readable in one turn; whoever comes first replaces the other one's registration.
        void Replace(Pipe mine, Pipe other)
        {
            calls++;
            mine.Read();
            loop.Loop.Remove(mine.Reader);
            loop.Loop.Remove(other.Reader);
            other.Read();
            loop.Loop.Add(other.Reader, Libc.EPOLLIN, innocent);
        }

        loop.On(() =>
        {
            loop.Loop.Add(one.Reader, Libc.EPOLLIN, new Handler(_ => Replace(one, two)));
            loop.Loop.Add(two.Reader, Libc.EPOLLIN, new Handler(_ => Replace(two, one)));
            one.Write();
            two.Write();
        });
        await loop.UntilAsync(() => calls > 0);
        loop.On(() => { });

        Assert.Equal((1, 0), loop.On(() => (calls, stale)));
    }

    [Fact]
    public async Task A_handler_that_throws_is_reported_and_taken_out_and_the_loop_goes_on()
    {
        using var loop = new LoopThread();
        using var pipe = new Pipe();
        using var other = new Pipe();
        int heard = 0;
        var bad = new Handler(_ => throw new InvalidOperationException("broken port"));
        loop.On(() =>
        {
            loop.Loop.Add(pipe.Reader, Libc.EPOLLIN, bad);
            loop.Loop.Add(other.Reader, Libc.EPOLLIN, new Handler(_ =>
            {
                other.Read();
                heard++;
            }));
        });

        pipe.Write();
        await loop.UntilAsync(() => loop.Failures.Count > 0);
        other.Write();
        await loop.UntilAsync(() => heard == 1);

        (Exception exception, object? owner) = Assert.Single(loop.On(() => loop.Failures.ToArray()));
        Assert.Equal("broken port", exception.Message);
        Assert.Same(bad, owner);
    }

    [Fact]
    public async Task The_tick_comes_while_somebody_streams_and_no_longer()
    {
        using var loop = new LoopThread(TimeSpan.FromMilliseconds(2));
        int ticks = 0;
        var bulk = new Bulk(() =>
        {
            ticks++;
            return false;
        });

        loop.On(() => loop.Loop.AddBulk(bulk));
        await loop.UntilAsync(() => ticks >= 5);
        loop.On(() => loop.Loop.RemoveBulk(bulk));
        int atEnd = loop.On(() => ticks);
        await Task.Delay(20, TestContext.Current.CancellationToken);

        Assert.Equal(atEnd, loop.On(() => ticks));
    }

    [Fact]
    public async Task A_source_that_has_more_is_ticked_again_before_the_period_is_over()
    {
        using var loop = new LoopThread(TimeSpan.FromMilliseconds(300));
        int hot = 0;
        int cold = 0;
        int coldWhenHotWasThree = 0;
        var source = new Bulk(() =>
        {
            coldWhenHotWasThree = ++hot == 3 ? cold : coldWhenHotWasThree;
            return hot < 3;
        });

        loop.On(() =>
        {
            loop.Loop.AddBulk(new Bulk(() =>
            {
                cold++;
                return false;
            }));
            loop.Loop.AddBulk(source);
        });
        await loop.UntilAsync(() => hot >= 3);

        // Once or not at all, for the period takes the sources in parts; three times if it were the period that ticks.
        Assert.InRange(coldWhenHotWasThree, 0, 1);
    }

    [Fact]
    public async Task An_idle_loop_does_not_wake_up()
    {
        using var loop = new LoopThread();
        using var pipe = new Pipe();
        loop.On(() => loop.Loop.Add(pipe.Reader, Libc.EPOLLIN, new Handler(_ => { })));
        await Task.Delay(20, TestContext.Current.CancellationToken);
        long before = loop.Loop.Pulse.Turns;

        await Task.Delay(200, TestContext.Current.CancellationToken);

        Assert.Equal(before, loop.Loop.Pulse.Turns);
        Assert.Equal(TimeSpan.Zero, loop.Loop.Pulse.CurrentTurn);
    }

    [Fact]
    public async Task A_turn_that_hangs_is_seen_from_outside_and_remembered()
    {
        using var loop = new LoopThread();
        using var release = new ManualResetEventSlim();
        loop.Loop.Post(_ => release.Wait(TestContext.Current.CancellationToken), null);
        DateTime deadline = DateTime.UtcNow.AddSeconds(10);
        while (loop.Loop.Pulse.CurrentTurn < TimeSpan.FromMilliseconds(20) && DateTime.UtcNow < deadline)
        {
            await Task.Yield();
        }

        release.Set();
        loop.On(() => { });
        loop.On(() => { });

        Assert.InRange(loop.Loop.Pulse.LongestTurn, TimeSpan.FromMilliseconds(20), TimeSpan.FromSeconds(10));
    }

    private sealed class TurnEnd(Action action) : ITurnEnd
    {
        public void TurnEnds() => action();
    }

    private sealed class Bulk(Func<bool> tick) : IBulk
    {
        public bool Tick() => tick();
    }

    private sealed class Handler(Action<uint> ready) : IPollable
    {
        public void Ready(uint events) => ready(events);
    }
}
