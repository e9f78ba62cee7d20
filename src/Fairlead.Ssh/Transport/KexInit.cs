using System.Security.Cryptography;
using System.Text;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Transport;

/// <summary>SSH_MSG_KEXINIT, RFC 4253 section 7.1. Valid only while its packet is.</summary>
readonly ref struct KexInit
{
    public required ReadOnlySpan<byte> KexAlgorithms { get; init; }

    public required ReadOnlySpan<byte> ServerHostKeyAlgorithms { get; init; }

    public required ReadOnlySpan<byte> EncryptionClientToServer { get; init; }

    public required ReadOnlySpan<byte> EncryptionServerToClient { get; init; }

    public required ReadOnlySpan<byte> MacClientToServer { get; init; }

    public required ReadOnlySpan<byte> MacServerToClient { get; init; }

    public required ReadOnlySpan<byte> CompressionClientToServer { get; init; }

    public required ReadOnlySpan<byte> CompressionServerToClient { get; init; }

    /// <summary>A guessed packet comes next.</summary>
    public required bool FirstKexPacketFollows { get; init; }

    public static KexInit Read(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload);
        reader.ReadMessageNumber();
        reader.ReadBytes(16);
        ReadOnlySpan<byte> kex = reader.ReadString();
        ReadOnlySpan<byte> hostKey = reader.ReadString();
        ReadOnlySpan<byte> encryptionIn = reader.ReadString();
        ReadOnlySpan<byte> encryptionOut = reader.ReadString();
        ReadOnlySpan<byte> macIn = reader.ReadString();
        ReadOnlySpan<byte> macOut = reader.ReadString();
        ReadOnlySpan<byte> compressionIn = reader.ReadString();
        ReadOnlySpan<byte> compressionOut = reader.ReadString();
        reader.ReadString();
        reader.ReadString();
        bool follows = reader.ReadBoolean();
        reader.ReadUInt32();
        reader.ExpectEnd();
        return new KexInit
        {
            KexAlgorithms = kex,
            ServerHostKeyAlgorithms = hostKey,
            EncryptionClientToServer = encryptionIn,
            EncryptionServerToClient = encryptionOut,
            MacClientToServer = macIn,
            MacServerToClient = macOut,
            CompressionClientToServer = compressionIn,
            CompressionServerToClient = compressionOut,
            FirstKexPacketFollows = follows,
        };
    }

    /// <summary>A payload that offers the same in both directions.</summary>
    public static byte[] Make(
        IEnumerable<string> kex,
        IEnumerable<string> hostKeys,
        IEnumerable<string> ciphers,
        IEnumerable<string> macs)
    {
        byte[][] lists =
        [
            Join(kex), Join(hostKeys), Join(ciphers), Join(ciphers), Join(macs), Join(macs),
            Join(Algorithms.CompressionNames), Join(Algorithms.CompressionNames), [], [],
        ];
        byte[] payload = new byte[1 + 16 + lists.Sum(static l => 4 + l.Length) + 1 + 4];
        var writer = new SshWriter(payload);
        writer.Write(MessageNumber.SSH_MSG_KEXINIT);
        Span<byte> cookie = stackalloc byte[16];
        RandomNumberGenerator.Fill(cookie);
        writer.WriteBytes(cookie);
        foreach (byte[] list in lists)
        {
            writer.WriteString(list);
        }

        writer.WriteBoolean(false);
        writer.WriteUInt32(0);
        return payload;
    }

    private static byte[] Join(IEnumerable<string> names) => Encoding.ASCII.GetBytes(string.Join(',', names));
}
