using Fairlead.Access.Passwords;

namespace Fairlead.Access;

/// <summary>A local user: how they prove who they are, and which groups they are in.</summary>
public sealed record User
{
    public required string Name { get; init; }

    /// <summary>Null for a user who logs in by key only.</summary>
    public PasswordHash? Password { get; init; }

    public ValueList<PublicKey> Keys { get; init; }

    /// <summary>Group names without the @.</summary>
    public ValueList<string> Groups { get; init; }

    /// <summary>True if the blob (RFC 4253 section 6.6) is that of one of the user's keys.</summary>
    public bool HasKey(ReadOnlySpan<byte> blob)
    {
        foreach (PublicKey key in Keys)
        {
            if (key.Blob.SequenceEqual(blob))
            {
                return true;
            }
        }

        return false;
    }
}
