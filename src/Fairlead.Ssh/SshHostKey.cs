using System.Security.Cryptography;
using Fairlead.Ssh.Keys;

namespace Fairlead.Ssh;

/// <summary>A host key pair: signs the exchange hash. Kept as long as the server runs.</summary>
public abstract class SshHostKey
{
    private protected SshHostKey()
    {
    }

    /// <summary>The name in the public key blob: "ssh-ed25519".</summary>
    public abstract string Algorithm { get; }

    /// <summary>The public key blob as on the wire.</summary>
    public abstract ReadOnlyMemory<byte> PublicKey { get; }

    /// <summary>"SHA256:…" as ssh-keygen -l shows it.</summary>
    public string Fingerprint => SshPublicKey.Fingerprint(PublicKey.Span);

    /// <summary>The public host key algorithms that this key can sign for; one for most, two for RSA.</summary>
    internal virtual IReadOnlyList<string> SignatureAlgorithms => [Algorithm];

    /// <summary>Makes a new Ed25519 key (RFC 8709) from the operating system's randomness.</summary>
    public static SshHostKey CreateEd25519()
    {
        byte[] seed = RandomNumberGenerator.GetBytes(Ed25519HostKey.SeedLength);
        try
        {
            return new Ed25519HostKey(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>
    /// Reads a private key file as OpenSSH writes it ("-----BEGIN OPENSSH PRIVATE KEY-----"), without passphrase.
    /// </summary>
    /// <exception cref="FormatException">What is wrong with it, for the person who put it there.</exception>
    public static SshHostKey Load(ReadOnlySpan<byte> pem) => OpenSshPrivateKey.Load(pem);

    /// <summary>The private key file as OpenSSH writes it, without passphrase. The caller wipes it.</summary>
    public abstract byte[] ExportOpenSsh();

    /// <summary>The signature blob: algorithm name and signature, each with its length.</summary>
    internal abstract byte[] Sign(string algorithm, ReadOnlySpan<byte> data);
}
