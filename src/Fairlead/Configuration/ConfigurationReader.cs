using Fairlead.Access;
using Fairlead.Configuration.Reading;
using Fairlead.Configuration.Toml;

namespace Fairlead.Configuration;

/// <summary>
/// Reads and checks a configuration file whole. Touches nothing but the text: what the machine is like is for
/// <see cref="HostCheck"/>.
/// </summary>
static class ConfigurationReader
{
    private const int Schema = 1;

    /// <summary>Reads the text; every problem in it is told at once. Never throws for what is in the text.</summary>
    /// <param name="fileName">Handed to the TOML parser for its messages.</param>
    public static ConfigurationResult Read(string fileName, string text)
    {
        ProblemList problems = new();
        TomlTable? root = TomlTree.Read(fileName, text, problems);
        DeviceConfiguration? configuration = root is null ? null
            : Read(new TableReader(root, KnownKeys.Root, problems));
        return new ConfigurationResult(problems.HasErrors ? null : configuration, problems.InOrder());
    }

    private static DeviceConfiguration Read(TableReader root)
    {
        if (!root.Has("schema"))
        {
            root.Missing("schema");
        }

        root.Integer("schema", Schema, Schema, Schema);
        TableReader Section(string key, KnownTable known) =>
            root.Table(key, known) ?? new TableReader(new TomlTable(1, 1), known, root.Problems);

        DeviceSettings device = DeviceReader.Read(Section("device", KnownKeys.Device));
        TableReader sshTable = Section("ssh", KnownKeys.Ssh);
        SshSettings ssh = ListenReader.ReadSsh(sshTable);
        TableReader webTable = Section("web", KnownKeys.Web);
        WebSettings web = ListenReader.ReadWeb(webTable);
        LogSettings log = LogSettingsReader.Read(Section("log", KnownKeys.Log));

        BreakReader breaks = new();
        foreach (TableReader table in root.Tables("break", KnownKeys.Break))
        {
            breaks.Read(table);
        }

        PortReader portReader = new(device.Demo, breaks.Breaks);
        List<PortConfiguration> ports = [];
        foreach (TableReader table in root.Tables("port", KnownKeys.Port))
        {
            if (portReader.Read(table) is { } port)
            {
                ports.Add(port);
            }
        }

        TcpPortCheck.Run(sshTable, ssh, webTable, web, ports);

        UserReader userReader = new();
        List<User> users = [];
        foreach (TableReader table in root.Tables("user", KnownKeys.User))
        {
            if (userReader.Read(table) is { } user)
            {
                users.Add(user);
            }
        }

        RuleReader ruleReader = new(userReader, portReader);
        List<Rule> rules = [];
        foreach (TableReader table in root.Tables("rule", KnownKeys.Rule))
        {
            rules.Add(ruleReader.Read(table));
        }

        return new DeviceConfiguration
        {
            Device = device,
            Ssh = ssh,
            Web = web,
            Log = log,
            Ports = [.. ports.OrderBy(port => port.Number)],
            Users = [.. users],
            Rules = [.. rules],
            Breaks = [.. breaks.Breaks.Values],
        };
    }
}
