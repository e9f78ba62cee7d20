using System.Security.Cryptography;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.UserAuth;

/// <summary>rsa-sha2-256 and rsa-sha2-512 with ssh-rsa keys, RFC 8332. Never with SHA-1.</summary>
sealed class RsaSignature(string name, HashAlgorithmName hash) : ISignatureAlgorithm
{
    private const int MinBits = 2048;

    // A verification grows with the square of the modulus and with the exponent: bounds for what strangers send.
    private const int MaxBits = 8192;
    private const int MaxExponentLength = 4;

    public string Name => name;

    public string KeyType => "ssh-rsa";

    public string? Problem(ReadOnlySpan<byte> blob)
    {
        (ReadOnlySpan<byte> exponent, ReadOnlySpan<byte> modulus) = Read(blob);
        int bits = modulus.IsEmpty ? 0 : (modulus.Length * 8) - byte.LeadingZeroCount(modulus[0]);
        if (bits is < MinBits or > MaxBits)
        {
            return $"RSA key of {bits} bits is not within {MinBits} and {MaxBits}";
        }

        return exponent.Length is < 1 or > MaxExponentLength || (exponent[^1] & 1) == 0 || exponent is [1]
            ? "RSA key has an impossible exponent"
            : null;
    }

    public bool Verify(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        (ReadOnlySpan<byte> exponent, ReadOnlySpan<byte> modulus) = Read(blob);
        if (signature.Length > modulus.Length)
        {
            return false;
        }

        // RFC 8332 section 3: some clients drop leading zeros.
        byte[] padded = new byte[modulus.Length];
        signature.CopyTo(padded.AsSpan(modulus.Length - signature.Length));
        try
        {
            using var key = RSA.Create(
                new RSAParameters { Exponent = exponent.ToArray(), Modulus = modulus.ToArray() });
            return key.VerifyData(data, padded, hash, RSASignaturePadding.Pkcs1);
        }
        catch (CryptographicException)
        {
            // The library refuses numbers that are no RSA key, such as an even modulus.
            return false;
        }
    }

    private static Numbers Read(ReadOnlySpan<byte> blob)
    {
        var reader = new SshReader(blob);
        reader.ReadString();
        ReadOnlySpan<byte> exponent = reader.ReadUnsignedMpint();
        ReadOnlySpan<byte> modulus = reader.ReadUnsignedMpint();
        reader.ExpectEnd();
        return new Numbers(exponent, modulus);
    }

    private readonly ref struct Numbers(ReadOnlySpan<byte> exponent, ReadOnlySpan<byte> modulus)
    {
        private readonly ReadOnlySpan<byte> _exponent = exponent;
        private readonly ReadOnlySpan<byte> _modulus = modulus;

        public void Deconstruct(out ReadOnlySpan<byte> exponent, out ReadOnlySpan<byte> modulus)
        {
            exponent = _exponent;
            modulus = _modulus;
        }
    }
}
