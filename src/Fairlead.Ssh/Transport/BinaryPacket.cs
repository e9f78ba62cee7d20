namespace Fairlead.Ssh.Transport;

/// <summary>The lengths of the binary packet protocol, RFC 4253 section 6.</summary>
static class BinaryPacket
{
    /// <summary>packet_length and padding_length.</summary>
    public const int HeaderLength = 5;

    /// <summary>The largest packet_length taken; RFC 4253 section 6.1 asks for 35,000 at least.</summary>
    public const int MaxLength = 64 * 1024;

    /// <summary>padding_length and four bytes of padding, and a message number.</summary>
    public const int MinLength = 1 + 4 + 1;

    private const int LengthField = 4;
    private const int MinPadding = 4;

    /// <summary>Length of the padding for a payload.</summary>
    public static int Padding(int payloadLength, IPacketCipher cipher)
    {
        int padded = 1 + payloadLength + (cipher.PadsLength ? LengthField : 0);
        int padding = cipher.BlockSize - (padded % cipher.BlockSize);
        return padding < MinPadding ? padding + cipher.BlockSize : padding;
    }

    /// <summary>Length of the whole packet with its tag.</summary>
    public static int TotalLength(int payloadLength, IPacketCipher cipher) =>
        HeaderLength + payloadLength + Padding(payloadLength, cipher) + cipher.TagLength;

    /// <summary>Refuses a packet_length before anything is waited for or decrypted.</summary>
    public static void CheckLength(uint length, IPacketCipher cipher)
    {
        if (length is < MinLength or > MaxLength)
        {
            throw SshProtocolException.Protocol($"packet of {length} bytes is not within {MinLength} and {MaxLength}");
        }

        uint padded = length + (cipher.PadsLength ? (uint)LengthField : 0);
        if (padded % (uint)cipher.BlockSize != 0)
        {
            throw SshProtocolException.Protocol($"packet of {length} bytes is not padded to {cipher.BlockSize}");
        }
    }
}
