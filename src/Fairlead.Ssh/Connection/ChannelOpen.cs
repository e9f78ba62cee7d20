using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Connection;

/// <summary>SSH_MSG_CHANNEL_OPEN, RFC 4254 section 5.1. Valid only while its packet is.</summary>
readonly ref struct ChannelOpen
{
    public required ReadOnlySpan<byte> ChannelType { get; init; }

    public required uint SenderChannel { get; init; }

    public required uint InitialWindowSize { get; init; }

    public required uint MaximumPacketSize { get; init; }

    /// <summary>Fields that depend on the type follow; a session has none.</summary>
    public static ChannelOpen Read(ref SshReader reader) => new()
    {
        ChannelType = reader.ReadString(),
        SenderChannel = reader.ReadUInt32(),
        InitialWindowSize = reader.ReadUInt32(),
        MaximumPacketSize = reader.ReadUInt32(),
    };
}
