using System.Security.Cryptography;
using System.Text;
using Fairlead.Ssh.UserAuth;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh;

/// <summary>What the product needs to know of public keys: reading them from a line and naming them.</summary>
public static class SshPublicKey
{
    /// <summary>"SHA256:…" as ssh-keygen -l shows it: base64 of the hash, without padding.</summary>
    public static string Fingerprint(ReadOnlySpan<byte> blob) =>
        "SHA256:" + Convert.ToBase64String(SHA256.HashData(blob)).TrimEnd('=');

    /// <summary>
    /// The key blob of a line of authorized_keys: "ssh-ed25519 AAAA… comment". Options before the key are refused.
    /// </summary>
    /// <exception cref="FormatException">What is wrong, in words for the person who wrote the line.</exception>
    public static byte[] ParseAuthorizedKey(string line)
    {
        string[] parts = line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length < 2)
        {
            throw new FormatException("expected a key type and a key: ssh-ed25519 AAAA… comment");
        }

        if (!SignatureAlgorithms.KeyTypes.Contains(parts[0]))
        {
            throw new FormatException(
                $"key type {parts[0]} is not one of {string.Join(", ", SignatureAlgorithms.KeyTypes)}");
        }

        byte[] blob = FromBase64(parts[1]);
        if (Encoding.ASCII.GetString(TypeOf(blob)) != parts[0])
        {
            throw new FormatException($"the key is not of the type {parts[0]} that stands before it");
        }

        return SignatureAlgorithms.Problem(blob) is { } problem ? throw new FormatException(problem) : blob;
    }

    /// <summary>The algorithm name that a blob begins with, or nothing.</summary>
    internal static ReadOnlySpan<byte> TypeOf(ReadOnlySpan<byte> blob)
    {
        if (blob.Length < 4)
        {
            return [];
        }

        var reader = new SshReader(blob);
        uint length = reader.ReadUInt32();
        return length <= (uint)reader.Remaining ? reader.ReadBytes((int)length) : [];
    }

    private static byte[] FromBase64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException e)
        {
            throw new FormatException("the key is not base64; was the line cut off?", e);
        }
    }
}
