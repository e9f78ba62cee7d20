using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.UserAuth;

/// <summary>The fields of the method "password", RFC 4252 section 8.</summary>
readonly ref struct PasswordRequest
{
    private const int LongestPassword = 1024;

    /// <summary>The client wants to change the password.</summary>
    public required bool IsChange { get; init; }

    public required ReadOnlySpan<byte> Password { get; init; }

    public static PasswordRequest Read(ref SshReader reader)
    {
        bool change = reader.ReadBoolean();
        ReadOnlySpan<byte> password = reader.ReadString();
        if (password.Length > LongestPassword)
        {
            throw SshProtocolException.Protocol($"password is longer than {LongestPassword} bytes");
        }

        if (change)
        {
            reader.ReadString();
        }

        reader.ExpectEnd();
        return new PasswordRequest { IsChange = change, Password = password };
    }
}
