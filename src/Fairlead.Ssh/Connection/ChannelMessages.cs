using Fairlead.Ssh.Transport;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Connection;

/// <summary>The short messages that the server sends about channels, RFC 4254 sections 5 and 6.</summary>
static class ChannelMessages
{
    /// <summary>A message that is nothing but its number and the client's channel: EOF,
    /// CLOSE, SUCCESS, FAILURE.</summary>
    public static void Send(TransportLayer transport, MessageNumber message, uint recipient)
    {
        Span<byte> payload = stackalloc byte[5];
        var writer = new SshWriter(payload);
        writer.Write(message);
        writer.WriteUInt32(recipient);
        transport.Send(writer.Written);
    }

    public static void SendWindowAdjust(TransportLayer transport, uint recipient, uint count)
    {
        Span<byte> payload = stackalloc byte[9];
        var writer = new SshWriter(payload);
        writer.Write(MessageNumber.SSH_MSG_CHANNEL_WINDOW_ADJUST);
        writer.WriteUInt32(recipient);
        writer.WriteUInt32(count);
        transport.Send(writer.Written);
    }

    public static void SendExitStatus(TransportLayer transport, uint recipient, uint status)
    {
        Span<byte> payload = stackalloc byte[32];
        var writer = new SshWriter(payload);
        writer.Write(MessageNumber.SSH_MSG_CHANNEL_REQUEST);
        writer.WriteUInt32(recipient);
        writer.WriteString("exit-status"u8);
        writer.WriteBoolean(false);
        writer.WriteUInt32(status);
        transport.Send(writer.Written);
    }

    public static void SendOpenConfirmation(
        TransportLayer transport, uint recipient, uint sender, uint window, uint maxPacket)
    {
        Span<byte> payload = stackalloc byte[17];
        var writer = new SshWriter(payload);
        writer.Write(MessageNumber.SSH_MSG_CHANNEL_OPEN_CONFIRMATION);
        writer.WriteUInt32(recipient);
        writer.WriteUInt32(sender);
        writer.WriteUInt32(window);
        writer.WriteUInt32(maxPacket);
        transport.Send(writer.Written);
    }

    public static void SendOpenFailure(TransportLayer transport, uint recipient, OpenFailure reason, string text)
    {
        const int LongestText = 200;
        text = text.Length <= LongestText ? text : text[..LongestText];
        Span<byte> payload = stackalloc byte[32 + (3 * LongestText)];
        var writer = new SshWriter(payload);
        writer.Write(MessageNumber.SSH_MSG_CHANNEL_OPEN_FAILURE);
        writer.WriteUInt32(recipient);
        writer.WriteUInt32((uint)reason);
        writer.WriteString(text);
        writer.WriteString([]);
        transport.Send(writer.Written);
    }
}
