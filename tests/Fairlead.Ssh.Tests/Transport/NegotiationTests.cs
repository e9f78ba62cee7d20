using Fairlead.Ssh.Transport;

namespace Fairlead.Ssh.Tests.Transport;

public sealed class NegotiationTests
{
    private const string Etm = "hmac-sha2-256-etm@openssh.com";

    private static readonly SshHostKey[] s_hostKeys = [SshHostKey.CreateEd25519()];

    // RFC 4253 section 7.1; the last line is what OpenSSH 9.2 offers by itself.
    [Theory]
    [InlineData("curve25519-sha256", "ssh-ed25519", "aes256-gcm@openssh.com", "none", "aes256-gcm@openssh.com", null)]
    [InlineData("curve25519-sha256", "ssh-ed25519", "aes256-ctr", Etm, "aes256-ctr", Etm)]
    [InlineData(
        "curve25519-sha256", "ssh-ed25519", "aes256-ctr", "hmac-sha1,hmac-sha2-256", "aes256-ctr", "hmac-sha2-256")]
    [InlineData(
        "sntrup761x25519-sha512@openssh.com,curve25519-sha256", "ssh-ed25519-cert-v01@openssh.com,ssh-ed25519",
        "chacha20-poly1305@openssh.com,aes128-ctr,aes192-ctr,aes256-ctr,aes128-gcm@openssh.com",
        "umac-64-etm@openssh.com,hmac-sha2-256-etm@openssh.com,hmac-sha2-256", "aes256-ctr", Etm)]
    public void The_clients_preference_decides(
        string kex, string hostKey, string ciphers, string macs, string cipher, string? mac)
    {
        Negotiated agreed = Negotiate(kex, hostKey, ciphers, macs);
        Assert.Equal("curve25519-sha256", agreed.KeyExchange.Name);
        Assert.Equal(cipher, agreed.ClientToServer.Cipher.Name);
        Assert.Equal(mac, agreed.ServerToClient.Mac?.Name);
    }

    [Theory]
    [InlineData("diffie-hellman-group1-sha1", "ssh-ed25519", "aes256-ctr", Etm)]
    [InlineData("curve25519-sha256", "ssh-rsa,ssh-dss", "aes256-ctr", Etm)]
    [InlineData("curve25519-sha256", "ssh-ed25519", "aes256-cbc,none", Etm)]
    [InlineData("curve25519-sha256", "ssh-ed25519", "aes256-ctr", "hmac-sha1,none")]
    public void Nothing_in_common_is_a_failed_key_exchange(string kex, string hostKey, string ciphers, string macs)
    {
        SshProtocolException refused =
            Assert.Throws<SshProtocolException>(() => Negotiate(kex, hostKey, ciphers, macs));
        Assert.Equal(DisconnectReason.KeyExchangeFailed, refused.Reason);
    }

    [Fact]
    public void Every_prefix_of_a_kexinit_is_refused()
    {
        byte[] payload = KexInit.Make(["a"], ["b"], ["c"], ["d"]);
        for (int length = 0; length < payload.Length; length++)
        {
            byte[] prefix = payload[..length];
            Assert.Throws<SshProtocolException>(() => KexInit.Read(prefix));
        }

        Assert.Throws<SshProtocolException>(() => KexInit.Read([.. payload, 0]));
    }

    private static Negotiated Negotiate(string kex, string hostKey, string ciphers, string macs)
    {
        byte[] payload = KexInit.Make(kex.Split(','), hostKey.Split(','), ciphers.Split(','), macs.Split(','));
        return Negotiation.Negotiate(KexInit.Read(payload), s_hostKeys);
    }
}
