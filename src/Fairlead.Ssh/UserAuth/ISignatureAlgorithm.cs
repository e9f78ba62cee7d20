namespace Fairlead.Ssh.UserAuth;

/// <summary>A public key algorithm that users may sign with.</summary>
interface ISignatureAlgorithm
{
    /// <summary>The public key algorithm name of RFC 4252 section 7: "rsa-sha2-256".</summary>
    string Name { get; }

    /// <summary>The name that the key blob begins with: "ssh-rsa".</summary>
    string KeyType { get; }

    /// <summary>What is wrong with a key blob of that type (too short, not on the curve), or null.</summary>
    string? Problem(ReadOnlySpan<byte> blob);

    /// <summary>Whether the inner part of a signature blob is the key's signature of the data.
    /// The blob has no problem.</summary>
    bool Verify(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature);
}
