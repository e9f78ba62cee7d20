namespace Fairlead.Ports;

/// <summary>What a port log is told when it is created or opened.</summary>
public sealed record PortLogOptions
{
    /// <summary>The clock of the time index and the journal.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>
    /// The first position of a new ring: 0, or <see cref="PositionLease.UpTo"/> of the durable lease when an earlier
    /// ring is gone. Not used by <see cref="PortLog.Open"/>.
    /// </summary>
    public long StartPosition { get; init; }

    /// <summary>Positions below may be used at once; more by <see cref="PortLog.GrantLease"/>.</summary>
    public long LeasedUpTo { get; init; }

    /// <summary>The port whose ring is opened; another port's is refused. Null takes any.</summary>
    public PortNumber? Port { get; init; }
}
