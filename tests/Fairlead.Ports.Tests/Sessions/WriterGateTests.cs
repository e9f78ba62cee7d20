using CsCheck;

namespace Fairlead.Ports.Tests.Sessions;

public sealed class WriterGateTests
{
    [Fact]
    public void The_first_writes_and_the_second_waits_until_the_first_leaves()
    {
        var gate = new WriterGate<string>(WriterPolicy.Single);
        Assert.True(gate.Ask("alice"));
        Assert.False(gate.Ask("bob"));
        Assert.False(gate.Ask("carol"));
        Assert.Null(gate.AdmitNext());
        Assert.True(gate.Release("alice"));
        Assert.Equal("bob", gate.AdmitNext());
        Assert.Null(gate.AdmitNext());
        Assert.Equal(["bob"], gate.Writers);
        Assert.Equal(["carol"], gate.Waiting);
    }

    [Fact]
    public void A_takeover_costs_the_writer_the_place_and_does_not_queue_them()
    {
        var gate = new WriterGate<string>(WriterPolicy.Single);
        gate.Ask("alice");
        gate.Ask("bob");
        Assert.Equal(["alice"], gate.TakeOver("bob"));
        Assert.Equal(["bob"], gate.Writers);
        Assert.Empty(gate.Waiting);
    }

    [Fact]
    public void On_a_shared_port_everybody_writes_and_a_takeover_costs_nobody_anything()
    {
        var gate = new WriterGate<string>(WriterPolicy.Shared);
        Assert.True(gate.TryAcquire("alice"));
        Assert.True(gate.TryAcquire("bob"));
        Assert.Empty(gate.TakeOver("carol"));
        Assert.Equal(["alice", "bob", "carol"], gate.Writers);
    }

    [Fact]
    public void A_port_that_becomes_single_keeps_its_longest_writer()
    {
        var gate = new WriterGate<string>(WriterPolicy.Shared);
        gate.Ask("alice");
        gate.Ask("bob");
        Assert.Equal(["bob"], gate.Apply(WriterPolicy.Single));
        Assert.Equal(["alice"], gate.Writers);
    }

    [Fact]
    public void A_port_that_becomes_shared_admits_all_who_wait()
    {
        var gate = new WriterGate<string>(WriterPolicy.Single);
        gate.Ask("alice");
        gate.Ask("bob");
        gate.Ask("carol");
        Assert.Empty(gate.Apply(WriterPolicy.Shared));
        Assert.Equal("bob", gate.AdmitNext());
        Assert.Equal("carol", gate.AdmitNext());
        Assert.Null(gate.AdmitNext());
    }

    private enum Act
    {
        Try,
        Ask,
        Release,
        TakeOver,
        Admit,
        Single,
        Shared,
    }

    [Fact]
    public void The_gate_does_what_two_plain_lists_do() =>
        Gen.Select(Gen.Enum<Act>(), Gen.Int[0, 4]).Array[0, 60].Sample(acts =>
        {
            string[] names = ["a", "b", "c", "d", "e"];
            var gate = new WriterGate<string>(WriterPolicy.Single);
            List<string> writers = [];
            List<string> waiting = [];
            bool shared = false;
            foreach ((Act act, int index) in acts)
            {
                string who = names[index];
                bool free = shared || writers.Count == 0 || writers.Contains(who);
                switch (act)
                {
                    case Act.Try or Act.Ask:
                        Assert.Equal(free, act == Act.Try ? gate.TryAcquire(who) : gate.Ask(who));
                        if (free)
                        {
                            waiting.Remove(who);
                            writers = writers.Contains(who) ? writers : [.. writers, who];
                        }
                        else if (act == Act.Ask && !waiting.Contains(who))
                        {
                            waiting.Add(who);
                        }

                        break;
                    case Act.Release:
                        waiting.Remove(who);
                        Assert.Equal(writers.Remove(who), gate.Release(who));
                        break;
                    case Act.TakeOver:
                        Assert.Equal(free ? [] : writers, gate.TakeOver(who));
                        waiting.Remove(who);
                        writers = !free ? [who] : writers.Contains(who) ? writers : [.. writers, who];
                        break;
                    case Act.Admit:
                        string? next = waiting.Count > 0 && (shared || writers.Count == 0) ? waiting[0] : null;
                        Assert.Equal(next, gate.AdmitNext());
                        if (next is not null)
                        {
                            waiting.Remove(next);
                            writers.Add(next);
                        }

                        break;
                    default:
                        shared = act == Act.Shared;
                        Assert.Equal(
                            shared ? [] : writers.Skip(1),
                            gate.Apply(shared ? WriterPolicy.Shared : WriterPolicy.Single));
                        writers = shared ? writers : [.. writers.Take(1)];
                        break;
                }

                Assert.Equal(writers, gate.Writers);
                Assert.Equal(waiting, gate.Waiting);
                Assert.True(shared || gate.Writers.Count <= 1);
                Assert.Empty(gate.Writers.Intersect(gate.Waiting));
            }
        });
}
