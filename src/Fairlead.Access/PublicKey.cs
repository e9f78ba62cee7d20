using System.Buffers.Binary;
using System.Text;

namespace Fairlead.Access;

/// <summary>A user's public key, as a line of an authorized_keys file without options gives it.</summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    private const int ShortestRsaModulusBits = 2048;

    /// <summary>The key types that can log in.</summary>
    private static readonly string[] s_algorithms =
    [
        "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "ssh-rsa",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ];

    private readonly byte[] _blob;

    private PublicKey(string algorithm, byte[] blob, string comment)
    {
        Algorithm = algorithm;
        _blob = blob;
        Comment = comment;
    }

    /// <summary>"ssh-ed25519".</summary>
    public string Algorithm { get; }

    /// <summary>The key in the format of RFC 4253 section 6.6.</summary>
    public ReadOnlySpan<byte> Blob => _blob;

    /// <summary>What stands behind the key in its line; may be empty.</summary>
    public string Comment { get; }

    /// <summary>
    /// Reads "ssh-ed25519 AAAA… comment"; null with what is wrong in <paramref name="problem"/>. RSA keys shorter than
    /// 2,048 bits and DSA keys are refused.
    /// </summary>
    public static PublicKey? Parse(string line, out string problem)
    {
        string[] parts =
            line.Split((char[]?)null, 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string algorithm = parts.Length > 0 ? parts[0] : "";
        problem = $"the key type \"{algorithm}\" is unknown";
        if (Array.IndexOf(s_algorithms, algorithm) < 0)
        {
            return null;
        }

        byte[] blob = new byte[parts.Length > 1 ? parts[1].Length : 0];
        problem = $"behind \"{algorithm}\" there is no base64";
        if (parts.Length < 2 || !Convert.TryFromBase64String(parts[1], blob, out int length))
        {
            return null;
        }

        blob = blob[..length];
        problem = CheckBlob(algorithm, blob);
        return problem.Length == 0 ? new PublicKey(algorithm, blob, parts.Length > 2 ? parts[2] : "") : null;
    }

    public bool Equals(PublicKey? other) =>
        other is not null && Comment == other.Comment && _blob.AsSpan().SequenceEqual(other._blob);

    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_blob);
        return hash.ToHashCode();
    }

    /// <summary>The line it was read from.</summary>
    public override string ToString() =>
        $"{Algorithm} {Convert.ToBase64String(_blob)}{(Comment.Length > 0 ? " " : "")}{Comment}";

    private static string CheckBlob(string algorithm, ReadOnlySpan<byte> blob)
    {
        ReadOnlySpan<byte> rest = blob;
        if (!TryTake(ref rest, out ReadOnlySpan<byte> name) || !name.SequenceEqual(Encoding.ASCII.GetBytes(algorithm)))
        {
            return $"the key is not of the type \"{algorithm}\" that stands before it";
        }

        bool whole;
        switch (algorithm)
        {
            case "ssh-ed25519":
                whole = TryTake(ref rest, out ReadOnlySpan<byte> ed) && ed.Length == 32;
                break;
            case "sk-ssh-ed25519@openssh.com":
                whole = TryTake(ref rest, out ed) && ed.Length == 32 && TryTake(ref rest, out ReadOnlySpan<byte> app)
                    && app.Length > 0;
                break;
            case "ssh-rsa":
                ReadOnlySpan<byte> modulus = rest;
                whole = TryTake(ref rest, out _) && TryTake(ref rest, out modulus);
                if (whole && BitsOf(modulus) < ShortestRsaModulusBits)
                {
                    return $"the RSA key has {BitsOf(modulus)} bits, fewer than {ShortestRsaModulusBits}";
                }

                break;
            default:
                whole = TryTake(ref rest, out ReadOnlySpan<byte> curve) && curve.SequenceEqual(CurveOf(algorithm))
                    && TryTake(ref rest, out ReadOnlySpan<byte> point) && point.Length == PointLengthOf(algorithm)
                    && point[0] == 4
                    && (algorithm[0] != 's' || (TryTake(ref rest, out app) && app.Length > 0));
                break;
        }

        return whole && rest.IsEmpty ? "" : "the key is cut short or damaged";

        static int BitsOf(ReadOnlySpan<byte> modulus) => modulus.TrimStart((byte)0).Length * 8;
    }

    private static ReadOnlySpan<byte> CurveOf(string algorithm) =>
        algorithm.Contains("384", StringComparison.Ordinal) ? "nistp384"u8
        : algorithm.Contains("521", StringComparison.Ordinal) ? "nistp521"u8
        : "nistp256"u8;

    private static int PointLengthOf(string algorithm) =>
        algorithm.Contains("384", StringComparison.Ordinal) ? 97
        : algorithm.Contains("521", StringComparison.Ordinal) ? 133
        : 65;

    // RFC 4251 section 5: string.
    private static bool TryTake(scoped ref ReadOnlySpan<byte> rest, out ReadOnlySpan<byte> value)
    {
        value = default;
        if (!BinaryPrimitives.TryReadUInt32BigEndian(rest, out uint length) || length > (uint)rest.Length - 4)
        {
            return false;
        }

        value = rest.Slice(4, (int)length);
        rest = rest[(4 + (int)length)..];
        return true;
    }
}
