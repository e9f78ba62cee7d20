using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.UserAuth;

/// <summary>What is common to every SSH_MSG_USERAUTH_REQUEST, RFC 4252 section 5; the method's fields follow.</summary>
readonly ref struct AuthRequest
{
    private const int LongestUser = 256;

    public required string User { get; init; }

    public required ReadOnlySpan<byte> Service { get; init; }

    public required ReadOnlySpan<byte> Method { get; init; }

    public static AuthRequest Read(ref SshReader reader)
    {
        reader.ReadMessageNumber();
        return new AuthRequest
        {
            User = reader.ReadText(LongestUser),
            Service = reader.ReadString(),
            Method = reader.ReadString(),
        };
    }
}
