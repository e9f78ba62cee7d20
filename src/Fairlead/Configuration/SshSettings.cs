using System.Net;
using Fairlead.Access;

namespace Fairlead.Configuration;

/// <summary>The [ssh] section: where the SSH doors listen.</summary>
sealed record SshSettings
{
    /// <summary>Local addresses; empty means all.</summary>
    public ValueList<IPAddress> Listen { get; init; }

    /// <summary>TCP port of the device's command line; 0 turns it off.</summary>
    public int CliPort { get; init; } = 22;

    /// <summary>Port N listens on this + N; 0 turns the family off.</summary>
    public int PortBase { get; init; } = 2000;

    /// <summary>Port N listens, read-only, on this + N; 0 turns the family off.</summary>
    public int WatchBase { get; init; }

    /// <summary>Text sent before authentication; null for none.</summary>
    public string? Banner { get; init; }

    /// <summary>Time from connecting to being authenticated.</summary>
    public TimeSpan LoginGrace { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Failed attempts before a connection is closed.</summary>
    public int MaxAuthTries { get; init; } = 6;

    /// <summary>Sessions at once on the whole device.</summary>
    public int MaxSessions { get; init; } = 512;
}
