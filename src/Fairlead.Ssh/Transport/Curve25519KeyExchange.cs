using System.Security.Cryptography;
using Fairlead.Ssh.Wire;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Fairlead.Ssh.Transport;

/// <summary>curve25519-sha256, RFC 8731, and the same under its older name.</summary>
sealed class Curve25519KeyExchange(string name) : IKeyExchange
{
    private const int PointSize = 32;

    public string Name => name;

    public HashAlgorithmName Hash => HashAlgorithmName.SHA256;

    public ValueTask<KeyExchangeAnswer> AnswerAsync(ReadOnlyMemory<byte> clientPublic)
    {
        if (clientPublic.Length != PointSize)
        {
            throw new SshProtocolException(
                DisconnectReason.KeyExchangeFailed,
                $"public key of {clientPublic.Length} bytes instead of {PointSize}");
        }

        Span<byte> privateKey = stackalloc byte[PointSize];
        RandomNumberGenerator.Fill(privateKey);
        byte[] serverPublic = new byte[PointSize];
        X25519.ScalarMultBase(privateKey, serverPublic);

        Span<byte> secret = stackalloc byte[PointSize];
        bool valid = X25519.CalculateAgreement(privateKey, clientPublic.Span, secret);
        CryptographicOperations.ZeroMemory(privateKey);
        if (!valid)
        {
            // RFC 8731 section 3: an all-zero result is a key of small order.
            throw new SshProtocolException(DisconnectReason.KeyExchangeFailed, "public key of small order");
        }

        // RFC 8731 section 3.1: the 32 bytes are read as a number, most significant byte first.
        Span<byte> encoded = stackalloc byte[4 + 1 + PointSize];
        var writer = new SshWriter(encoded);
        writer.WriteUnsignedMpint(secret);
        byte[] shared = writer.Written.ToArray();
        CryptographicOperations.ZeroMemory(secret);
        CryptographicOperations.ZeroMemory(encoded);
        return new(new KeyExchangeAnswer(serverPublic, shared));
    }
}
