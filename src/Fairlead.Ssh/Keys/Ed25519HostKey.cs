using Fairlead.Ssh.Wire;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Fairlead.Ssh.Keys;

/// <summary>ssh-ed25519, RFC 8709.</summary>
sealed class Ed25519HostKey : SshHostKey
{
    public const string Name = "ssh-ed25519";
    public const int SeedLength = 32;

    private const int PointLength = 32;
    private const int SignatureLength = 64;

    private readonly byte[] _seed;
    private readonly byte[] _point = new byte[PointLength];
    private readonly byte[] _blob;

    /// <param name="seed">The private key of RFC 8032, copied.</param>
    public Ed25519HostKey(ReadOnlySpan<byte> seed)
    {
        _seed = seed[..SeedLength].ToArray();
        Ed25519.GeneratePublicKey(_seed, 0, _point, 0);
        _blob = Blob(_point);
    }

    public override string Algorithm => Name;

    public override ReadOnlyMemory<byte> PublicKey => _blob;

    public static byte[] Blob(ReadOnlySpan<byte> point)
    {
        byte[] blob = new byte[4 + Name.Length + 4 + PointLength];
        var writer = new SshWriter(blob);
        writer.WriteString(Name);
        writer.WriteString(point);
        return blob;
    }

    public override byte[] ExportOpenSsh() => OpenSshPrivateKey.Export(_seed, _point, _blob);

    internal override byte[] Sign(string algorithm, ReadOnlySpan<byte> data)
    {
        byte[] message = data.ToArray();
        byte[] signature = new byte[SignatureLength];
        Ed25519.Sign(_seed, 0, _point, 0, message, 0, message.Length, signature, 0);
        byte[] blob = new byte[4 + Name.Length + 4 + SignatureLength];
        var writer = new SshWriter(blob);
        writer.WriteString(Name);
        writer.WriteString(signature);
        return blob;
    }
}
