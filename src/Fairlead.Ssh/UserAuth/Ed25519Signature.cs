using Fairlead.Ssh.Wire;
using Org.BouncyCastle.Math.EC.Rfc8032;

namespace Fairlead.Ssh.UserAuth;

/// <summary>ssh-ed25519, RFC 8709.</summary>
sealed class Ed25519Signature : ISignatureAlgorithm
{
    private const int PointLength = 32;
    private const int SignatureLength = 64;

    public string Name => "ssh-ed25519";

    public string KeyType => "ssh-ed25519";

    public string? Problem(ReadOnlySpan<byte> blob)
    {
        int length = Point(blob).Length;
        return length == PointLength ? null : $"key of {length} bytes instead of {PointLength}";
    }

    public bool Verify(ReadOnlySpan<byte> blob, ReadOnlySpan<byte> data, ReadOnlySpan<byte> signature)
    {
        if (signature.Length != SignatureLength)
        {
            return false;
        }

        byte[] message = data.ToArray();
        return Ed25519.Verify(signature.ToArray(), 0, Point(blob).ToArray(), 0, message, 0, message.Length);
    }

    private static ReadOnlySpan<byte> Point(ReadOnlySpan<byte> blob)
    {
        var reader = new SshReader(blob);
        reader.ReadString();
        ReadOnlySpan<byte> point = reader.ReadString();
        reader.ExpectEnd();
        return point;
    }
}
