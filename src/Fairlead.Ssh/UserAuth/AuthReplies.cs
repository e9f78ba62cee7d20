using System.Text;
using Fairlead.Ssh.Transport;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.UserAuth;

/// <summary>What the server says during authentication, RFC 4252 section 5.</summary>
static class AuthReplies
{
    public static void SendFailure(TransportLayer transport)
    {
        Span<byte> payload = stackalloc byte[64];
        var writer = new SshWriter(payload);
        writer.Write(MessageNumber.SSH_MSG_USERAUTH_FAILURE);
        writer.WriteString("publickey,password"u8);
        writer.WriteBoolean(false);
        transport.Send(writer.Written);
    }

    public static void SendSuccess(TransportLayer transport) =>
        transport.Send([(byte)MessageNumber.SSH_MSG_USERAUTH_SUCCESS]);

    public static void SendServiceAccept(TransportLayer transport)
    {
        Span<byte> payload = stackalloc byte[32];
        var writer = new SshWriter(payload);
        writer.Write(MessageNumber.SSH_MSG_SERVICE_ACCEPT);
        writer.WriteString("ssh-userauth"u8);
        transport.Send(writer.Written);
    }

    public static void SendBanner(TransportLayer transport, string text)
    {
        byte[] payload = new byte[1 + 4 + Encoding.UTF8.GetByteCount(text) + 4];
        var writer = new SshWriter(payload);
        writer.Write(MessageNumber.SSH_MSG_USERAUTH_BANNER);
        writer.WriteString(text);
        writer.WriteString([]);
        transport.Send(payload);
    }

    /// <summary>SSH_MSG_USERAUTH_PK_OK, RFC 4252 section 7.</summary>
    public static void SendPublicKeyOk(TransportLayer transport, string algorithm, ReadOnlySpan<byte> blob)
    {
        byte[] payload = new byte[1 + 4 + algorithm.Length + 4 + blob.Length];
        var writer = new SshWriter(payload);
        writer.Write(MessageNumber.SSH_MSG_USERAUTH_PK_OK);
        writer.WriteString(algorithm);
        writer.WriteString(blob);
        transport.Send(payload);
    }
}
