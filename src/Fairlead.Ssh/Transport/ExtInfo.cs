using Fairlead.Ssh.UserAuth;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Transport;

/// <summary>SSH_MSG_EXT_INFO with server-sig-algs, RFC 8308 sections 2.3 and 3.1.</summary>
static class ExtInfo
{
    public static void Send(PacketOutput output)
    {
        Span<byte> payload = stackalloc byte[512];
        var writer = new SshWriter(payload);
        writer.Write(MessageNumber.SSH_MSG_EXT_INFO);
        writer.WriteUInt32(1);
        writer.WriteString("server-sig-algs"u8);
        writer.WriteString(string.Join(',', SignatureAlgorithms.Names));
        output.Send(writer.Written);
    }
}
