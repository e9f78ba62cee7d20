namespace Fairlead.Lines;

/// <summary>What a tcp line speaks.</summary>
enum TcpLineProtocol
{
    /// <summary>All bytes are data.</summary>
    Raw,

    /// <summary>RFC 854, as the client.</summary>
    Telnet,
}

/// <summary>Where a tcp line leads.</summary>
sealed record TcpLineSettings
{
    /// <summary>A name or an address.</summary>
    public required string Host { get; init; }

    /// <summary>1 to 65535.</summary>
    public required int TcpPort { get; init; }

    public TcpLineProtocol Protocol { get; init; }

    /// <summary>How slowly it is typed to.</summary>
    public LinePacing Pacing { get; init; }
}
