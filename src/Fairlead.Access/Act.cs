namespace Fairlead.Access;

/// <summary>
/// What somebody may do. None includes another: write is neither takeover nor break, administer is not write.
/// In configuration and messages the names are lower case, with a hyphen between words.
/// </summary>
public enum Act
{
    /// <summary>Read a port's output as it comes, and see the port in lists.</summary>
    Watch,

    /// <summary>Type on a port.</summary>
    Write,

    /// <summary>Send a BREAK or a break sequence, and set modem lines.</summary>
    Break,

    /// <summary>Take the writer's place from somebody else.</summary>
    Takeover,

    /// <summary>Switch the outlet that feeds the thing on a port.</summary>
    Power,

    /// <summary>Read a port's log: what was printed before one came.</summary>
    Log,

    /// <summary>Read what operators typed, where that is recorded.</summary>
    LogInput,

    /// <summary>Open a forwarded connection to a configured target.</summary>
    Forward,

    /// <summary>Change a port's settings, live or in the configuration; disable and enable it.</summary>
    Configure,

    /// <summary>Change users and rules, kick sessions, update, reboot, reset.</summary>
    Administer,
}

/// <summary>The doors through which somebody can ask for an act.</summary>
public enum Door
{
    /// <summary>SSH on a port's own TCP port, base 2000.</summary>
    SshPort,

    /// <summary>SSH on a port's read-only TCP port, base 7000.</summary>
    SshWatch,

    /// <summary>SSH on the CLI port as <c>user:port</c>.</summary>
    SshSelector,

    /// <summary>A command on the SSH CLI port.</summary>
    SshCommand,

    /// <summary>The local Unix socket.</summary>
    LocalSocket,
}
