using System.Security.Cryptography;
using System.Text;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.UserAuth;

/// <summary>ecdsa-sha2-nistp256, -nistp384 and -nistp521, RFC 5656 section 3.</summary>
/// <param name="size">Bytes of a coordinate.</param>
sealed class EcdsaSignature(string curveName, ECCurve curve, HashAlgorithmName hash, int size) : ISignatureAlgorithm
{
    private const byte Uncompressed = 4;

    public string Name { get; } = "ecdsa-sha2-" + curveName;

    public string KeyType => Name;

    public string? Problem(ReadOnlySpan<byte> blob)
    {
        var reader = new SshReader(blob);
        reader.ReadString();
        ReadOnlySpan<byte> named = reader.ReadString();
        ReadOnlySpan<byte> point = reader.ReadString();
        reader.ExpectEnd();
        if (!Ascii.Equals(named, curveName) || point.Length != 1 + (2 * size) || point[0] != Uncompressed)
        {
            return $"key is not an uncompressed point on {curveName}";
        }

        using ECDsa? key = Import(point);
        return key is null ? $"key is not a point on {curveName}" : null;
    }

    public bool Verify(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var reader = new SshReader(signature);
        ReadOnlySpan<byte> r = reader.ReadUnsignedMpint();
        ReadOnlySpan<byte> s = reader.ReadUnsignedMpint();
        reader.ExpectEnd();
        if (r.Length > size || s.Length > size)
        {
            return false;
        }

        Span<byte> fixedLength = stackalloc byte[2 * size];
        fixedLength.Clear();
        r.CopyTo(fixedLength[(size - r.Length)..size]);
        s.CopyTo(fixedLength[((2 * size) - s.Length)..]);
        using ECDsa? key = Import(blob[^(1 + (2 * size))..]);
        return key is not null
            && key.VerifyData(data, fixedLength, hash, DSASignatureFormat.IeeeP1363FixedFieldConcatenation);
    }

    private ECDsa? Import(ReadOnlySpan<byte> point)
    {
        var parameters = new ECParameters
        {
            Curve = curve,
            Q = new ECPoint { X = point[1..(1 + size)].ToArray(), Y = point[(1 + size)..].ToArray() },
        };
        try
        {
            return ECDsa.Create(parameters);
        }
        catch (CryptographicException)
        {
            // The library refuses a point that is not on the curve.
            return null;
        }
    }
}
