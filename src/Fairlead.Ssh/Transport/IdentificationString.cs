using System.Buffers;
using System.Text;

namespace Fairlead.Ssh.Transport;

/// <summary>The line that either side begins with, RFC 4253 section 4.2.</summary>
static class IdentificationString
{
    /// <summary>With CR and LF.</summary>
    public const int MaxLength = 255;

    /// <summary>The server's line without its CR LF.</summary>
    public static byte[] Make(string softwareVersion)
    {
        byte[] line = Encoding.ASCII.GetBytes("SSH-2.0-" + softwareVersion);
        if (line.Length > MaxLength - 2 || line.AsSpan(8).ContainsAnyExceptInRange((byte)0x21, (byte)0x7e)
            || softwareVersion.Contains('-', StringComparison.Ordinal))
        {
            throw new ArgumentException("not printable, with a minus, or too long", nameof(softwareVersion));
        }

        return line;
    }

    /// <summary>Takes the client's line off the front of <paramref name="input"/>; null: it is not complete.</summary>
    public static byte[]? TryRead(ref ReadOnlySequence<byte> input)
    {
        Span<byte> start = stackalloc byte[MaxLength];
        int length = (int)Math.Min(input.Length, MaxLength);
        start = start[..length];
        input.Slice(0, length).CopyTo(start);

        ReadOnlySpan<byte> expected = "SSH-2.0-"u8;
        if (!start.StartsWith(expected[..Math.Min(expected.Length, length)]))
        {
            throw new SshProtocolException(
                DisconnectReason.ProtocolVersionNotSupported, "the client does not begin with SSH-2.0-");
        }

        int end = start.IndexOf((byte)'\n');
        if (end < 0)
        {
            return length < MaxLength
                ? null
                : throw SshProtocolException.Protocol($"identification is longer than {MaxLength} bytes");
        }

        input = input.Slice(end + 1);
        ReadOnlySpan<byte> line = start[..end];
        line = line.EndsWith((byte)'\r') ? line[..^1] : line;
        return line.Contains((byte)0)
            ? throw SshProtocolException.Protocol("identification contains a null character")
            : line.ToArray();
    }
}
