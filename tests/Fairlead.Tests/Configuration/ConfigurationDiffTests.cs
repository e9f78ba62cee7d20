using CsCheck;
using Fairlead.Access;
using Fairlead.Configuration;
using Fairlead.Ports;

namespace Fairlead.Tests.Configuration;

public sealed class ConfigurationDiffTests
{
    private static readonly Gen<LineConfiguration> s_line = Gen.Select(
        Gen.Int[0, 2], Gen.Int[1, 2], Gen.Int[1, 2], (kind, which, baud) => (LineConfiguration)(kind switch
        {
            0 => new LineConfiguration.Serial($"/dev/ttyS{which}", new LineSettings { Baud = 9600 * baud }),
            1 => new LineConfiguration.Program([$"/bin/{which}", "-i"], null, (ProgramBreak)baud),
            _ => new LineConfiguration.Tcp("a", which, TcpProtocol.Raw) { CharDelay = TimeSpan.FromMilliseconds(baud) },
        }));

    private static readonly Gen<PortConfiguration> s_port = Gen.Select(
        Gen.Int[1, 4], Gen.Int[1, 2], s_line, Gen.Bool, (number, name, line, shared) => new PortConfiguration
        {
            Number = new PortNumber(number),
            Name = $"p{name}",
            Line = line,
            Writers = shared ? WriterPolicy.Shared : WriterPolicy.Single,
        });

    private static readonly Gen<DeviceConfiguration> s_configuration = Gen.Select(
        s_port.Array[0, 6], Gen.Int[0, 1], Gen.Int[0, 1], Gen.Bool, (ports, user, cli, input) => new DeviceConfiguration
        {
            Ports = [.. ports.DistinctBy(port => port.Number).OrderBy(port => port.Number)],
            Users = [new User { Name = $"u{user}" }],
            Ssh = new SshSettings { CliPort = 2022 + cli },
            Log = new LogSettings { Input = input },
        });

    [Fact]
    public void Between_equal_configurations_there_is_nothing()
    {
        // Read twice, so that no object is shared.
        DeviceConfiguration one = ConfigurationReader.Read("f", Example.Text).Configuration!;
        DeviceConfiguration other = ConfigurationReader.Read("f", Example.Text).Configuration!;
        Assert.Equal(one, other);
        Assert.True(ConfigurationDiff.Between(one, other).IsEmpty);
    }

    [Fact]
    public void Applying_what_changed_gives_the_new_configuration() =>
        Gen.Select(s_configuration, s_configuration).Sample((old, to) =>
        {
            ConfigurationDiff diff = ConfigurationDiff.Between(old, to);
            SortedDictionary<PortNumber, PortConfiguration> ports = [];
            foreach (PortConfiguration port in old.Ports)
            {
                ports.Add(port.Number, port);
            }

            foreach (PortChange change in diff.Ports)
            {
                if (change.New is null)
                {
                    ports.Remove(change.Number);
                }
                else
                {
                    ports[change.Number] = change.New;
                }
            }

            DeviceConfiguration applied = old with
            {
                Ports = [.. ports.Values],
                Users = diff.UsersChanged ? to.Users : old.Users,
                Ssh = diff.ListenersChanged ? to.Ssh : old.Ssh,
                Log = diff.LogChanged ? to.Log : old.Log,
            };
            return applied == to && diff.IsEmpty == (old == to) && !diff.SshSettingsChanged && !diff.RulesChanged;
        });

    [Fact]
    public void The_kind_of_every_change_is_what_a_plain_comparison_says() =>
        Gen.Select(s_configuration, s_configuration).Sample((old, to) =>
        {
            foreach (PortChange change in ConfigurationDiff.Between(old, to).Ports)
            {
                PortConfiguration? before = old.FindPort(change.Number.Value);
                PortConfiguration? after = to.FindPort(change.Number.Value);
                PortChanges expected = PortChanges.None;
                if (before is null || after is null)
                {
                    expected = before is null ? PortChanges.Added : PortChanges.Removed;
                }
                else
                {
                    expected |= before.Line == after.Line ? 0
                        : Identity(before.Line).Equals(Identity(after.Line)) ? PortChanges.LineSettings
                        : PortChanges.LineReplaced;
                    expected |= (before.Name, before.Writers) != (after.Name, after.Writers)
                        ? PortChanges.PortSettings : 0;
                }

                if (change.Changes != expected || expected == PortChanges.None)
                {
                    return false;
                }
            }

            return true;
        });

    [Fact]
    public void A_changed_sequence_changes_the_ports_that_offer_it_and_no_other()
    {
        DeviceConfiguration old = ConfigurationReader.Read("f", Example.Text).Configuration!;
        DeviceConfiguration to =
            ConfigurationReader.Read("f", Example.Text.Replace(@"\r\d~\d", @"\r\d\d")).Configuration!;
        ConfigurationDiff diff = ConfigurationDiff.Between(old, to);
        PortChange change = Assert.Single(diff.Ports);
        Assert.Equal((1, PortChanges.PortSettings), (change.Number.Value, change.Changes));
        Assert.True(diff.BreaksChanged);
        Assert.False(diff.RulesChanged || diff.UsersChanged || diff.ListenersChanged || diff.DeviceChanged);
    }

    [Theory]
    [InlineData("cli_port   = 2022", "cli_port   = 2023", nameof(ConfigurationDiff.ListenersChanged))]
    [InlineData("[ssh]", "[ssh]\nmax_sessions = 7", nameof(ConfigurationDiff.SshSettingsChanged))]
    [InlineData("8443", "8444", nameof(ConfigurationDiff.WebChanged))]
    [InlineData("\"1MiB\"", "\"2MiB\"", nameof(ConfigurationDiff.LogChanged))]
    [InlineData("rack12", "rack13", nameof(ConfigurationDiff.DeviceChanged))]
    [InlineData("alice@laptop", "alice@home", nameof(ConfigurationDiff.UsersChanged))]
    [InlineData("\"break\", \"log\"", "\"log\"", nameof(ConfigurationDiff.RulesChanged))]
    public void One_changed_section_is_the_only_one_in_the_difference(string before, string after, string expected)
    {
        Assert.Contains(before, Example.Text, StringComparison.Ordinal);
        DeviceConfiguration old = ConfigurationReader.Read("f", Example.Text).Configuration!;
        DeviceConfiguration to = ConfigurationReader.Read("f", Example.Text.Replace(before, after)).Configuration!;
        ConfigurationDiff diff = ConfigurationDiff.Between(old, to);
        Dictionary<string, bool> changed = new()
        {
            [nameof(diff.DeviceChanged)] = diff.DeviceChanged,
            [nameof(diff.ListenersChanged)] = diff.ListenersChanged,
            [nameof(diff.SshSettingsChanged)] = diff.SshSettingsChanged,
            [nameof(diff.WebChanged)] = diff.WebChanged,
            [nameof(diff.LogChanged)] = diff.LogChanged,
            [nameof(diff.UsersChanged)] = diff.UsersChanged,
            [nameof(diff.RulesChanged)] = diff.RulesChanged,
        };
        Assert.Equal([expected], changed.Where(pair => pair.Value).Select(pair => pair.Key));
        Assert.Empty(diff.Ports);
        Assert.False(diff.IsEmpty);
    }

    private static object Identity(LineConfiguration line) => line switch
    {
        LineConfiguration.Serial serial => serial.Device,
        LineConfiguration.Program program => program.Command[0],
        LineConfiguration.Tcp tcp => tcp.TcpPort,
        _ => line,
    };
}
