namespace Fairlead.Ssh.Transport;

/// <summary>
/// What this server can do, in its order of preference. A further algorithm is a file of its own and a line here.
/// </summary>
static class Algorithms
{
    public const string HmacSha256Etm = "hmac-sha2-256-etm@openssh.com";

    /// <summary>Key length of <see cref="HmacSha256Etm"/>, the only mac so far.</summary>
    public const int MacKeyLength = 32;

    public static readonly IReadOnlyList<IKeyExchange> KeyExchanges =
    [
        new Curve25519KeyExchange("curve25519-sha256"),
        new Curve25519KeyExchange("curve25519-sha256@libssh.org"),
    ];

    public static readonly IReadOnlyList<CipherAlgorithm> Ciphers =
    [
        new("aes256-gcm@openssh.com", 32, 12, true, static (key, iv, _) => new AesGcmCipher(key, iv)),
        new("aes128-gcm@openssh.com", 16, 12, true, static (key, iv, _) => new AesGcmCipher(key, iv)),
        new("aes256-ctr", 32, 16, false, static (key, iv, macKey) => new AesCtrEtmCipher(key, iv, macKey)),
    ];

    public static readonly IReadOnlyList<string> KeyExchangeNames = [.. KeyExchanges.Select(static k => k.Name)];

    public static readonly IReadOnlyList<string> CipherNames = [.. Ciphers.Select(static c => c.Name)];

    public static readonly IReadOnlyList<string> MacNames = [HmacSha256Etm];

    public static readonly IReadOnlyList<string> CompressionNames = ["none"];
}
