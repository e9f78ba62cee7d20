namespace Fairlead.Ssh;

/// <summary>What a server is told once and uses for every connection. Never changed after it is made.</summary>
public sealed record SshServerOptions
{
    /// <summary>At least one; offered in this order.</summary>
    public required IReadOnlyList<SshHostKey> HostKeys { get; init; }

    /// <summary>The softwareversion of the identification string (RFC 4253 section 4.2): printable
    /// US-ASCII, no space, no minus.</summary>
    public string SoftwareVersion { get; init; } = "Fairlead";

    /// <summary>Text sent before authentication (SSH_MSG_USERAUTH_BANNER, RFC 4252
    /// section 5.4); null for none.</summary>
    public string? Banner { get; init; }

    /// <summary>Failed attempts before the connection is closed.</summary>
    public int MaxAuthTries { get; init; } = 6;

    /// <summary>Time from connecting to being authenticated.</summary>
    public TimeSpan LoginGraceTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Channels open at once on one connection.</summary>
    public int MaxChannels { get; init; } = 16;

    /// <summary>Bytes in either direction after which the server asks for new keys (RFC 4253 section 9).</summary>
    public long RekeyBytes { get; init; } = 1L << 30;

    /// <summary>Age of the keys after which the server asks for new ones.</summary>
    public TimeSpan RekeyInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The window granted to a client for each channel, bytes; what a slow line makes it hold back.</summary>
    public int ChannelWindow { get; init; } = 64 * 1024;

    public TimeProvider Time { get; init; } = TimeProvider.System;
}
