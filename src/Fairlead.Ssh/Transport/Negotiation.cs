using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Transport;

/// <summary>What both sides agreed on.</summary>
sealed record Negotiated(
    IKeyExchange KeyExchange,
    SshHostKey HostKey,
    string HostKeyAlgorithm,
    PacketProtection ClientToServer,
    PacketProtection ServerToClient,
    bool GuessIsWrong);

/// <summary>Algorithm negotiation, RFC 4253 section 7.1: the first of the client's that the server has.</summary>
static class Negotiation
{
    public static Negotiated Negotiate(in KexInit client, IReadOnlyList<SshHostKey> hostKeys)
    {
        string kex = Choose(client.KexAlgorithms, Algorithms.KeyExchangeNames, "key exchange");
        List<string> hostKeyNames = [.. hostKeys.SelectMany(static k => k.SignatureAlgorithms)];
        string hostKey = Choose(client.ServerHostKeyAlgorithms, hostKeyNames, "host key");
        PacketProtection incoming = Protection(client.EncryptionClientToServer, client.MacClientToServer);
        PacketProtection outgoing = Protection(client.EncryptionServerToClient, client.MacServerToClient);
        Choose(client.CompressionClientToServer, Algorithms.CompressionNames, "compression");
        Choose(client.CompressionServerToClient, Algorithms.CompressionNames, "compression");

        bool guessed = NameList.First(client.KexAlgorithms).SequenceEqual(AsBytes(Algorithms.KeyExchangeNames[0]))
            && NameList.First(client.ServerHostKeyAlgorithms).SequenceEqual(AsBytes(hostKeyNames[0]));
        return new Negotiated(
            Algorithms.KeyExchanges.First(k => k.Name == kex),
            hostKeys.First(k => k.SignatureAlgorithms.Contains(hostKey)),
            hostKey,
            incoming,
            outgoing,
            client.FirstKexPacketFollows && !guessed);
    }

    private static PacketProtection Protection(ReadOnlySpan<byte> ciphers, ReadOnlySpan<byte> macs)
    {
        string name = Choose(ciphers, Algorithms.CipherNames, "cipher");
        CipherAlgorithm cipher = Algorithms.Ciphers.First(c => c.Name == name);
        if (cipher.IsAead)
        {
            return new PacketProtection(cipher, null);
        }

        string mac = Choose(macs, Algorithms.MacNames, "mac");
        return new PacketProtection(cipher, Algorithms.Macs.First(m => m.Name == mac));
    }

    private static string Choose(ReadOnlySpan<byte> client, IReadOnlyList<string> server, string what) =>
        NameList.Choose(client, server)
            ?? throw new SshProtocolException(DisconnectReason.KeyExchangeFailed, $"no common {what} algorithm");

    private static byte[] AsBytes(string name) => System.Text.Encoding.ASCII.GetBytes(name);
}
