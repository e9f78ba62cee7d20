namespace Fairlead.Ssh;

/// <summary>A host key pair: signs the exchange hash.</summary>
public abstract class SshHostKey
{
    /// <summary>"ssh-ed25519".</summary>
    public abstract string Algorithm { get; }

    /// <summary>The public key blob as on the wire.</summary>
    public abstract ReadOnlyMemory<byte> PublicKey { get; }
}
