using System.Runtime.CompilerServices;

namespace Fairlead.RingPeer;

/// <summary>Bytes that say which position they belong to: each 8-byte word is its position,
/// mixed so that all bytes differ.</summary>
public static class Stamp
{
    public static byte At(long position) =>
        (byte)(Word(position & ~7L) >> (int)((position & 7) * 8));

    public static void Fill(Span<byte> bytes, long position)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = At(position + i);
        }
    }

    /// <summary>The first byte that does not belong where it was found; -1 if all do.</summary>
    public static int FirstWrong(ReadOnlySpan<byte> bytes, long position)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] != At(position + i))
            {
                return i;
            }
        }

        return -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Word(long position) => ((ulong)position ^ 0x5A17_C0DE_F00D_BEEF) * 0x9E37_79B9_7F4A_7C15;
}
