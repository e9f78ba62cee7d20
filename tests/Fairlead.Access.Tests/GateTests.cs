using System.Net;
using CsCheck;

namespace Fairlead.Access.Tests;

public sealed class GateTests
{
    private static readonly PortIdentity s_db1 = new(1, "db1", ["linux", "rack1"]);
    private static readonly PortIdentity s_sw2 = new(48, "sw2", []);

    [Fact]
    public void Nothing_is_allowed_without_a_rule()
    {
        Gate gate = new(AccessPolicy.Empty);
        foreach (Act act in Enum.GetValues<Act>())
        {
            Assert.False(gate.Decide(Alice(), act, s_db1).IsAllowed);
            Assert.False(gate.Decide(Alice(), act, null).IsAllowed);
        }
    }

    [Fact]
    public void No_act_includes_another()
    {
        foreach (Act given in Enum.GetValues<Act>())
        {
            Gate gate = GateWith(new Rule { Number = 1, Users = ["alice"], May = [given] });
            foreach (Act asked in Enum.GetValues<Act>())
            {
                Assert.Equal(given == asked, gate.Decide(Alice(), asked, s_db1).IsAllowed);
                Assert.Equal(given == asked, gate.Decide(Alice(), asked, null).IsAllowed);
            }
        }
    }

    [Fact]
    public void The_answer_names_the_first_rule_that_allows()
    {
        Gate gate = GateWith(
            new Rule { Number = 1, Users = ["bob"], May = [Act.Watch] },
            new Rule { Number = 2, Groups = ["ops"], May = [Act.Watch] },
            new Rule { Number = 3, Users = ["alice"], May = [Act.Watch] });
        Assert.Equal(new Decision.Allowed("rule 2"), gate.Decide(Alice(), Act.Watch, s_db1));
    }

    [Fact]
    public void A_refusal_says_who_what_where_and_from_where()
    {
        Gate gate = new(AccessPolicy.Empty);
        Assert.Equal(
            new Decision.Denied("no rule allows alice to break on db1 from 192.0.2.7"),
            gate.Decide(Alice("::ffff:192.0.2.7"), Act.Break, s_db1));
        Assert.Equal(
            new Decision.Denied("no rule allows alice to administer this device from the local socket"),
            gate.Decide(Alice() with { From = null }, Act.Administer, null));
    }

    [Theory]
    [InlineData("1-48", true, true, true)]
    [InlineData("1-47", true, false, false)]
    [InlineData("2-48", false, true, false)]
    [InlineData("48", false, true, false)]
    [InlineData("db1", true, false, false)]
    [InlineData("tag:linux", true, false, false)]
    [InlineData("tag:rack1", true, false, false)]
    [InlineData("tag:rack", false, false, false)]
    [InlineData("DB1", false, false, false)]
    public void A_rule_covers_the_ports_it_names(string selector, bool db1, bool sw2, bool device)
    {
        Gate gate = GateWith(new Rule
        {
            Number = 1,
            Users = ["alice"],
            Ports = ValueList.Create<PortSelector>([PortSelector.Parse(selector, out _)!]),
            May = [Act.Configure],
        });
        Assert.Equal(db1, gate.Decide(Alice(), Act.Configure, s_db1).IsAllowed);
        Assert.Equal(sw2, gate.Decide(Alice(), Act.Configure, s_sw2).IsAllowed);
        Assert.Equal(device, gate.Decide(Alice(), Act.Configure, null).IsAllowed);
    }

    [Fact]
    public void Ranges_that_cover_all_ports_together_speak_for_the_device()
    {
        Rule rule = new()
        {
            Number = 1,
            Users = ["alice"],
            Ports = ValueList.Create<PortSelector>([new PortSelector.Range(1, 24), new PortSelector.Range(25, 48)]),
            May = [Act.Administer],
        };
        Assert.True(GateWith(rule).Decide(Alice(), Act.Administer, null).IsAllowed);
    }

    [Fact]
    public void The_source_must_be_in_a_network_of_the_rule()
    {
        Assert.True(Network.TryParse("192.0.2.0/24", out Network network, out _));
        Rule rule = new() { Number = 1, Users = ["alice"], From = [network], May = [Act.Watch] };
        Gate gate = GateWith(rule);
        Assert.True(gate.Decide(Alice("192.0.2.7"), Act.Watch, s_db1).IsAllowed);
        Assert.True(gate.Decide(Alice("::ffff:192.0.2.7"), Act.Watch, s_db1).IsAllowed);
        Assert.False(gate.Decide(Alice("198.51.100.7"), Act.Watch, s_db1).IsAllowed);
        Assert.False(gate.Decide(Alice() with { From = null }, Act.Watch, s_db1).IsAllowed);
        gate = GateWith(rule with { FromLocal = true });
        Assert.True(gate.Decide(Alice() with { From = null }, Act.Watch, s_db1).IsAllowed);
        Assert.False(gate.Decide(Alice("198.51.100.7"), Act.Watch, s_db1).IsAllowed);
    }

    [Fact]
    public void The_local_administrator_may_everything_and_the_answer_says_so()
    {
        Gate gate = new(AccessPolicy.Empty);
        Subject root = new("root", new HashSet<string>(), null, Door.LocalSocket, "peer-credentials", true);
        foreach (Act act in Enum.GetValues<Act>())
        {
            Assert.Equal(new Decision.Allowed("local administrator"), gate.Decide(root, act, s_db1));
        }

        // The flag counts at the door where the kernel vouches for it, and nowhere else.
        foreach (Door door in Enum.GetValues<Door>().Where(door => door != Door.LocalSocket))
        {
            Assert.False(gate.Decide(root with { Door = door }, Act.Watch, s_db1).IsAllowed);
        }
    }

    [Fact]
    public void A_new_policy_counts_from_the_next_question()
    {
        Gate gate = GateWith(new Rule { Number = 1, Users = ["alice"], May = [Act.Watch] });
        Assert.True(gate.Decide(Alice(), Act.Watch, s_db1).IsAllowed);
        gate.Policy = AccessPolicy.Empty;
        Assert.False(gate.Decide(Alice(), Act.Watch, s_db1).IsAllowed);
    }

    [Fact]
    public void Allowing_allocates_nothing()
    {
        Assert.True(Network.TryParse("2001:db8::/32", out Network six, out _));
        Assert.True(Network.TryParse("192.0.2.0/24", out Network four, out _));
        Gate gate = GateWith(
            new Rule { Number = 1, Users = ["bob"], May = [Act.Write] },
            new Rule
            {
                Number = 2,
                Groups = ["ops"],
                From = [six, four],
                Ports =
                    ValueList.Create<PortSelector>([new PortSelector.Tagged("none"), new PortSelector.Tagged("rack1")]),
                May = [Act.Write],
            });
        Subject alice = Alice("192.0.2.7");
        Assert.True(gate.Decide(alice, Act.Write, s_db1).IsAllowed);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            gate.Decide(alice, Act.Write, s_db1);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void The_gate_agrees_with_a_plain_reading_of_the_rules()
    {
        Gen<Rule> rule = Gen.Select(
            Gen.Int[0, 1].Select(i => i == 0 ? "alice" : "bob"),
            Gen.Int[0, 2].Select(i => new[] { "", "ops", "dev" }[i]), Gen.Int[1, 48], Gen.Int[0, 47],
            Gen.Enum<Act>(), Gen.Enum<Act>(), (user, group, first, length, a, b) => new Rule
            {
                Number = 1,
                Users = group == "" ? [user] : [],
                Groups = group == "" ? [] : [group],
                Ports = ValueList.Create<PortSelector>([new PortSelector.Range(first, Math.Min(48, first + length))]),
                May = [a, b],
            });
        Gen.Select(rule.Array[0, 6], Gen.Int[0, 48], Gen.Enum<Act>()).Sample((rules, number, act) =>
        {
            PortIdentity? port = number == 0 ? null : new PortIdentity(number, "p", []);
            bool expected = rules.Any(r =>
                (r.Users.Contains("alice") || r.Groups.Contains("ops"))
                && r.May.Contains(act)
                && r.Ports!.Value[0] is PortSelector.Range(int first, int last)
                && (port is null ? (first, last) == (1, 48) : number >= first && number <= last));
            return GateWith(rules).Decide(Alice(), act, port).IsAllowed == expected;
        });
    }

    private static Subject Alice(string from = "192.0.2.7") => new(
        "alice", new HashSet<string> { "ops" }, IPAddress.Parse(from), Door.SshPort, "publickey");

    private static Gate GateWith(params Rule[] rules) => new(new AccessPolicy([], rules));
}
