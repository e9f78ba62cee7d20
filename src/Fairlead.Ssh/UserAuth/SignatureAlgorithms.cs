using System.Security.Cryptography;
using System.Text;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.UserAuth;

/// <summary>The public key algorithms that users may sign with.
/// A further one is a file of its own and a line here.</summary>
static class SignatureAlgorithms
{
    private static readonly ISignatureAlgorithm[] s_all =
    [
        new Ed25519Signature(),
        new EcdsaSignature("nistp256", ECCurve.NamedCurves.nistP256, HashAlgorithmName.SHA256, 32),
        new EcdsaSignature("nistp384", ECCurve.NamedCurves.nistP384, HashAlgorithmName.SHA384, 48),
        new EcdsaSignature("nistp521", ECCurve.NamedCurves.nistP521, HashAlgorithmName.SHA512, 66),
        new RsaSignature("rsa-sha2-512", HashAlgorithmName.SHA512),
        new RsaSignature("rsa-sha2-256", HashAlgorithmName.SHA256),
    ];

    /// <summary>server-sig-algs, RFC 8308 section 3.1.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_all.Select(static a => a.Name)];

    /// <summary>What may stand before a key in authorized_keys.</summary>
    public static IReadOnlyList<string> KeyTypes { get; } = [.. s_all.Select(static a => a.KeyType).Distinct()];

    public static ISignatureAlgorithm? Find(ReadOnlySpan<byte> name)
    {
        foreach (ISignatureAlgorithm algorithm in s_all)
        {
            if (Ascii.Equals(name, algorithm.Name))
            {
                return algorithm;
            }
        }

        return null;
    }

    /// <summary>What is wrong with a key, whatever its type, or null.</summary>
    public static string? Problem(ReadOnlySpan<byte> blob)
    {
        ReadOnlySpan<byte> type = SshPublicKey.TypeOf(blob);
        foreach (ISignatureAlgorithm algorithm in s_all)
        {
            if (Ascii.Equals(type, algorithm.KeyType))
            {
                return ProblemOf(algorithm, blob);
            }
        }

        return $"key type is not one of {string.Join(", ", KeyTypes)}";
    }

    /// <summary>Whether the key may be used with the algorithm.</summary>
    public static bool Suits(ISignatureAlgorithm algorithm, ReadOnlySpan<byte> blob) =>
        Ascii.Equals(SshPublicKey.TypeOf(blob), algorithm.KeyType) && ProblemOf(algorithm, blob) is null;

    /// <summary>Whether a signature blob (name and signature, RFC 4253 section 6.6) is the key's signature.</summary>
    public static bool Verify(
        ISignatureAlgorithm algorithm, ReadOnlySpan<byte> blob, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        var reader = new SshReader(signature);
        ReadOnlySpan<byte> name = reader.ReadString();
        ReadOnlySpan<byte> inner = reader.ReadString();
        reader.ExpectEnd();
        return Ascii.Equals(name, algorithm.Name) && algorithm.Verify(blob, data, inner);
    }

    private static string? ProblemOf(ISignatureAlgorithm algorithm, ReadOnlySpan<byte> blob)
    {
        try
        {
            return algorithm.Problem(blob);
        }
        catch (SshProtocolException e)
        {
            return $"key is damaged: {e.Message}";
        }
    }
}
