using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.UserAuth;

/// <summary>The fields of the method "publickey", RFC 4252 section 7.</summary>
readonly ref struct PublicKeyRequest
{
    public required ReadOnlySpan<byte> Algorithm { get; init; }

    public required ReadOnlySpan<byte> Blob { get; init; }

    /// <summary>Whether there is a signature; without one it is only asked whether the key would do.</summary>
    public required bool IsSigned { get; init; }

    public required ReadOnlySpan<byte> Signature { get; init; }

    /// <summary>Length of the message before the signature, which the signature covers after the session id.</summary>
    public required int SignedLength { get; init; }

    public static PublicKeyRequest Read(ref SshReader reader, int messageLength)
    {
        bool signed = reader.ReadBoolean();
        ReadOnlySpan<byte> algorithm = reader.ReadString();
        ReadOnlySpan<byte> blob = reader.ReadString();
        int signedLength = messageLength - reader.Remaining;
        ReadOnlySpan<byte> signature = signed ? reader.ReadString() : default;
        reader.ExpectEnd();
        return new PublicKeyRequest
        {
            Algorithm = algorithm,
            Blob = blob,
            IsSigned = signed,
            Signature = signature,
            SignedLength = signedLength,
        };
    }
}
