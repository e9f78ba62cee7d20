using System.Security.Cryptography;

namespace Fairlead.Access.Passwords;

/// <summary>
/// A password as it is stored: Argon2id with 19 MiB, two passes and one lane, in the PHC string format. The cost is
/// the same for all, so that nobody learns from the time which users exist.
/// </summary>
public sealed class PasswordHash : IEquatable<PasswordHash>
{
    private const string Prefix = "$argon2id$v=19$m=19456,t=2,p=1$";
    private const int SaltLength = 16;
    private const int TagLength = 32;

    private readonly byte[] _salt;
    private readonly byte[] _tag;

    private PasswordHash(byte[] salt, byte[] tag)
    {
        _salt = salt;
        _tag = tag;
    }

    /// <summary>A hash that no password is known for; it stands for users who do not exist.</summary>
    internal static PasswordHash Nobody { get; } =
        new(RandomNumberGenerator.GetBytes(SaltLength), RandomNumberGenerator.GetBytes(TagLength));

    internal static Argon2id.Cost Cost { get; } = new(19456, 2, 1);

    /// <summary>Bytes of memory that one hash needs: 19 MiB.</summary>
    internal static nuint MemoryBytes => (nuint)Cost.Blocks * Argon2Block.Length;

    /// <summary>
    /// Hashes a password with a fresh random salt. Takes tens of milliseconds of one core and 19 MiB.
    /// </summary>
    public static PasswordHash Create(ReadOnlySpan<byte> password)
    {
        using Argon2Memory memory = new(MemoryBytes);
        byte[] salt = RandomNumberGenerator.GetBytes(SaltLength);
        byte[] tag = new byte[TagLength];
        Compute(password, salt, memory, tag);
        memory.Wipe();
        return new PasswordHash(salt, tag);
    }

    /// <summary>
    /// Reads the PHC string; null with what is wrong in <paramref name="problem"/>, which never shows the string.
    /// </summary>
    public static PasswordHash? Parse(string text, out string problem)
    {
        problem = "this is no Argon2id hash";
        if (!text.StartsWith("$argon2id$", StringComparison.Ordinal))
        {
            return null;
        }

        problem = "the Argon2id hash has other parameters than v=19$m=19456,t=2,p=1";
        if (!text.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        problem = "the Argon2id hash is cut short or damaged";
        string[] parts = text[Prefix.Length..].Split('$');
        if (parts.Length != 2
            || Decode(parts[0]) is not { Length: >= 8 and <= 64 } salt
            || Decode(parts[1]) is not { Length: >= 16 and <= 64 } tag)
        {
            return null;
        }

        problem = "";
        return new PasswordHash(salt, tag);
    }

    /// <summary>The PHC string, for the configuration file and nowhere else.</summary>
    public string ToPhcString() => Prefix + Encode(_salt) + "$" + Encode(_tag);

    /// <summary>True if the password is the one; the memory is left for its owner to wipe.</summary>
    internal bool Verify(ReadOnlySpan<byte> password, Argon2Memory memory)
    {
        Span<byte> tag = stackalloc byte[_tag.Length];
        Compute(password, _salt, memory, tag);
        bool equal = CryptographicOperations.FixedTimeEquals(tag, _tag);
        CryptographicOperations.ZeroMemory(tag);
        return equal;
    }

    public bool Equals(PasswordHash? other) =>
        other is not null && _salt.AsSpan().SequenceEqual(other._salt) && _tag.AsSpan().SequenceEqual(other._tag);

    public override bool Equals(object? obj) => Equals(obj as PasswordHash);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.AddBytes(_salt);
        return hash.ToHashCode();
    }

    /// <summary>Never the hash, so that it appears in no message by accident.</summary>
    public override string ToString() => "(argon2id)";

    private static unsafe void Compute(
        ReadOnlySpan<byte> password, ReadOnlySpan<byte> salt, Argon2Memory memory, Span<byte> tag) =>
        Argon2id.Hash(new Argon2id.Input { Password = password, Salt = salt }, Cost, memory.Start, tag);

    // PHC strings use base64 without padding.
    private static string Encode(byte[] data) => Convert.ToBase64String(data).TrimEnd('=');

    private static byte[]? Decode(string text)
    {
        byte[] data = new byte[text.Length];
        return !text.Contains('=', StringComparison.Ordinal)
            && Convert.TryFromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '='), data, out int length)
            ? data[..length]
            : null;
    }
}
