namespace Fairlead.Ports;

/// <summary>A session as it was at one moment.</summary>
public sealed record SessionInfo
{
    /// <summary>Names the session on the whole device; never used twice while the daemon runs.</summary>
    public required long Id { get; init; }

    public required PortActor Actor { get; init; }

    public required SessionMode Mode { get; init; }

    public required bool Interactive { get; init; }

    /// <summary>True if the session gets the port when it is free.</summary>
    public required bool IsWaiting { get; init; }

    /// <summary>When it was attached.</summary>
    public required DateTimeOffset Since { get; init; }

    /// <summary>How long nothing was typed.</summary>
    public required TimeSpan Idle { get; init; }

    /// <summary>Bytes of the log that went to the client.</summary>
    public required long BytesOut { get; init; }

    /// <summary>Typed bytes that the line took.</summary>
    public required long BytesIn { get; init; }

    /// <summary>Bytes of the log that it has not read yet.</summary>
    public required long Behind { get; init; }

    /// <summary>Bytes that it never got because the ring overtook it.</summary>
    public required long BytesLost { get; init; }

    /// <summary>"read-write" or "read-only".</summary>
    public string ModeText => Mode == SessionMode.ReadWrite ? "read-write" : "read-only";
}
