using Fairlead.Access;
using Fairlead.Ports;

namespace Fairlead.Configuration;

/// <summary>What changed about one port.</summary>
[Flags]
enum PortChanges
{
    None = 0,
    Added = 1,
    Removed = 2,

    /// <summary>Another device, program or peer: the old line is closed and a new one opened.</summary>
    LineReplaced = 4,

    /// <summary>The same line, set differently: no session notices but by its effect.</summary>
    LineSettings = 8,

    /// <summary>Anything else about the port.</summary>
    PortSettings = 16,
}

/// <param name="Old">Null if the port was added.</param>
/// <param name="New">Null if the port was removed.</param>
sealed record PortChange(PortNumber Number, PortChanges Changes, PortConfiguration? Old, PortConfiguration? New);

/// <summary>What must be done to get from one configuration to another; what is not in it is not touched.</summary>
sealed record ConfigurationDiff
{
    private ConfigurationDiff(DeviceConfiguration from, DeviceConfiguration to)
    {
        DeviceChanged = from.Device != to.Device;
        ListenersChanged = from.Ssh.Listen != to.Ssh.Listen
            || (from.Ssh.CliPort, from.Ssh.PortBase, from.Ssh.WatchBase)
                != (to.Ssh.CliPort, to.Ssh.PortBase, to.Ssh.WatchBase);
        SshSettingsChanged = from.Ssh != to.Ssh with
        {
            Listen = from.Ssh.Listen,
            CliPort = from.Ssh.CliPort,
            PortBase = from.Ssh.PortBase,
            WatchBase = from.Ssh.WatchBase,
        };
        WebChanged = from.Web != to.Web;
        LogChanged = from.Log != to.Log;
        UsersChanged = from.Users != to.Users;
        RulesChanged = from.Rules != to.Rules;
        BreaksChanged = from.Breaks != to.Breaks;
        Ports = PortsBetween(from, to);
    }

    public bool DeviceChanged { get; }

    /// <summary>Addresses or TCP ports of the SSH doors.</summary>
    public bool ListenersChanged { get; }

    /// <summary>Anything else in [ssh]; counts for new connections.</summary>
    public bool SshSettingsChanged { get; }

    public bool WebChanged { get; }

    public bool LogChanged { get; }

    public bool UsersChanged { get; }

    public bool RulesChanged { get; }

    /// <summary>The list of sequences; a port that offers a changed one is among <see cref="Ports"/>.</summary>
    public bool BreaksChanged { get; }

    /// <summary>The ports that changed, by number.</summary>
    public ValueList<PortChange> Ports { get; }

    public bool IsEmpty =>
        Ports.Count == 0
        && !(DeviceChanged || ListenersChanged || SshSettingsChanged || WebChanged || LogChanged)
        && !(UsersChanged || RulesChanged || BreaksChanged);

    public static ConfigurationDiff Between(DeviceConfiguration from, DeviceConfiguration to) => new(from, to);

    private static ValueList<PortChange> PortsBetween(DeviceConfiguration from, DeviceConfiguration to)
    {
        List<PortChange> changes = [];
        for (int i = 1; i <= PortNumber.Highest; i++)
        {
            PortConfiguration? before = from.FindPort(i);
            PortConfiguration? after = to.FindPort(i);
            if (before != after)
            {
                changes.Add(new PortChange(new PortNumber(i), ChangesBetween(before, after), before, after));
            }
        }

        return [.. changes];
    }

    private static PortChanges ChangesBetween(PortConfiguration? before, PortConfiguration? after)
    {
        if (before is null || after is null)
        {
            return before is null ? PortChanges.Added : PortChanges.Removed;
        }

        PortChanges line = before.Line == after.Line ? PortChanges.None
            : before.Line.IsSameLineAs(after.Line) ? PortChanges.LineSettings
            : PortChanges.LineReplaced;
        return line | (before == after with { Line = before.Line } ? PortChanges.None : PortChanges.PortSettings);
    }
}
