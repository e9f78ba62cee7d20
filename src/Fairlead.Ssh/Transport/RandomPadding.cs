using System.Security.Cryptography;

namespace Fairlead.Ssh.Transport;

/// <summary>
/// Random bytes for padding (RFC 4253 section 6), fetched in portions: a fetch costs as much as sealing a small packet.
/// </summary>
static class RandomPadding
{
    private const int Portion = 1024;

    [ThreadStatic]
    private static byte[]? t_portion;

    [ThreadStatic]
    private static int t_left;

    /// <param name="padding">At most 255 bytes.</param>
    public static void Fill(Span<byte> padding)
    {
        byte[] portion = t_portion ??= new byte[Portion];
        if (t_left < padding.Length)
        {
            RandomNumberGenerator.Fill(portion);
            t_left = Portion;
        }

        portion.AsSpan(Portion - t_left, padding.Length).CopyTo(padding);
        t_left -= padding.Length;
    }
}
