namespace Fairlead.Ports;

/// <summary>
/// Where things are in a ring file of format version 1 (docs/log-format.md): header, time index, journal, ring.
/// Every area follows from the size of the ring.
/// </summary>
readonly record struct LogLayout
{
    public const ulong Magic = 0x474F_4C44_4145_4C46; // "FLEADLOG"
    public const int Version = 1;

    public const int PageBytes = 4096;
    public const int HeaderBytes = PageBytes;
    public const int IndexSlotBytes = 16;
    public const int JournalSlotBytes = 256;
    public const int SmallestRing = PageBytes;
    public const int LargestRing = 1 << 30;

    /// <summary>Positions stay below, so that sums with sizes cannot overflow: 2^62, 1,400 years at 100 MB/s.</summary>
    public const long PositionLimit = 1L << 62;

    private const int SmallestArea = PageBytes;
    private const int LargestJournal = 64 * 1024;

    /// <param name="ringBytes">4,096 to 1 GiB, a multiple of 4,096.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is none of these.</exception>
    public LogLayout(int ringBytes)
    {
        if (!IsRingSize(ringBytes))
        {
            throw new ArgumentOutOfRangeException(
                nameof(ringBytes), ringBytes, "a ring is 4096 bytes to 1 GiB in multiples of 4096");
        }

        RingBytes = ringBytes;
        int sixteenth = (ringBytes / 16 + PageBytes - 1) / PageBytes * PageBytes;
        IndexSlots = sixteenth / IndexSlotBytes;
        JournalSlots = Math.Clamp(sixteenth, SmallestArea, LargestJournal) / JournalSlotBytes;
    }

    public int RingBytes { get; }

    public int IndexSlots { get; }

    public int JournalSlots { get; }

    public long IndexOffset => HeaderBytes;

    public long JournalOffset => IndexOffset + (long)IndexSlots * IndexSlotBytes;

    public long RingOffset => JournalOffset + (long)JournalSlots * JournalSlotBytes;

    public long FileBytes => RingOffset + RingBytes;

    public static bool IsRingSize(long bytes) =>
        bytes is >= SmallestRing and <= LargestRing && bytes % PageBytes == 0;
}
