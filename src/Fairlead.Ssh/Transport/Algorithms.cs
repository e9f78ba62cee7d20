using System.Security.Cryptography;

namespace Fairlead.Ssh.Transport;

/// <summary>
/// What this server can do, in its order of preference. A further algorithm is a file of its own and a line here.
/// </summary>
static class Algorithms
{
    public static readonly IReadOnlyList<IKeyExchange> KeyExchanges =
    [
        new Curve25519KeyExchange("curve25519-sha256"),
        new Curve25519KeyExchange("curve25519-sha256@libssh.org"),
    ];

    public static readonly IReadOnlyList<CipherAlgorithm> Ciphers =
    [
        new("aes256-gcm@openssh.com", 32, 12, true, static (key, iv, _, _) => new AesGcmCipher(key, iv)),
        new("aes128-gcm@openssh.com", 16, 12, true, static (key, iv, _, _) => new AesGcmCipher(key, iv)),
        new("aes256-ctr", 32, 16, false, static (key, iv, mac, macKey) => new AesCtrHmacCipher(key, iv, mac!, macKey)),
    ];

    // The second is for dropbear, which has no encrypt-then-MAC; clients that have it ask for it first.
    public static readonly IReadOnlyList<MacAlgorithm> Macs =
    [
        new("hmac-sha2-256-etm@openssh.com", HashAlgorithmName.SHA256, 32, EncryptThenMac: true),
        new("hmac-sha2-256", HashAlgorithmName.SHA256, 32, EncryptThenMac: false),
    ];

    public static readonly IReadOnlyList<string> KeyExchangeNames = [.. KeyExchanges.Select(static k => k.Name)];

    public static readonly IReadOnlyList<string> CipherNames = [.. Ciphers.Select(static c => c.Name)];

    public static readonly IReadOnlyList<string> MacNames = [.. Macs.Select(static m => m.Name)];

    public static readonly IReadOnlyList<string> CompressionNames = ["none"];
}
