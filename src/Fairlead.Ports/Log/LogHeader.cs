using System.Buffers.Binary;

namespace Fairlead.Ports;

/// <summary>
/// The first page of a ring file: a sealed part that never changes, and the counters that the writer moves, each on
/// the cache line of those who read it together.
/// </summary>
readonly struct LogHeader
{
    private const int VersionOffset = 0x08;
    private const int HeaderBytesOffset = 0x0C;
    private const int PortOffset = 0x10;
    private const int FileBytesOffset = 0x18;
    private const int RingOffsetOffset = 0x20;
    private const int RingBytesOffset = 0x28;
    private const int IndexOffsetOffset = 0x30;
    private const int IndexSlotsOffset = 0x38;
    private const int IndexSlotBytesOffset = 0x3C;
    private const int JournalOffsetOffset = 0x40;
    private const int JournalSlotsOffset = 0x48;
    private const int JournalSlotBytesOffset = 0x4C;
    private const int StartOffset = 0x50;
    private const int CreatedOffset = 0x58;
    private const int CheckOffset = 0x7C;
    private const int SealedBytes = CheckOffset + sizeof(uint);

    private const int HeadOffset = 0x100;
    private const int ReservedOffset = 0x140;
    private const int ClearedOffset = 0x148;
    private const int IndexCountOffset = 0x180;
    private const int JournalCountOffset = 0x1C0;

    private readonly RingMemory _memory;

    private LogHeader(RingMemory memory, LogLayout layout)
    {
        _memory = memory;
        Layout = layout;
        ReadOnlySpan<byte> page = memory.Bytes(0, LogLayout.HeaderBytes);
        Port = new PortNumber(BinaryPrimitives.ReadInt32LittleEndian(page[PortOffset..]));
        Start = BinaryPrimitives.ReadInt64LittleEndian(page[StartOffset..]);
    }

    public LogLayout Layout { get; }

    public PortNumber Port { get; }

    /// <summary>The first position this ring file ever had.</summary>
    public long Start { get; }

    /// <summary>One past the last byte that is said to be there.</summary>
    public ref long Head => ref _memory.Field(HeadOffset);

    /// <summary>One past the last byte that the writer may touch; never moves back.</summary>
    public ref long Reserved => ref _memory.Field(ReservedOffset);

    /// <summary>Between the head and here, what is not zero was read from the line.</summary>
    public ref long Cleared => ref _memory.Field(ClearedOffset);

    /// <summary>Index entries ever written.</summary>
    public ref long IndexCount => ref _memory.Field(IndexCountOffset);

    /// <summary>Sequence of the last journal entry; 0 when there is none.</summary>
    public ref long JournalCount => ref _memory.Field(JournalCountOffset);

    /// <summary>Writes the header of a new ring into zeroed memory; the magic comes last and makes it valid.</summary>
    public static LogHeader Create(RingMemory memory, PortNumber port, LogLayout layout, long start, long createdTicks)
    {
        Span<byte> page = memory.Bytes(0, LogLayout.HeaderBytes);
        Span<byte> image = stackalloc byte[SealedBytes];
        image.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(image, LogLayout.Magic);
        BinaryPrimitives.WriteInt32LittleEndian(image[VersionOffset..], LogLayout.Version);
        BinaryPrimitives.WriteInt32LittleEndian(image[HeaderBytesOffset..], LogLayout.HeaderBytes);
        BinaryPrimitives.WriteInt32LittleEndian(image[PortOffset..], port.Value);
        BinaryPrimitives.WriteInt64LittleEndian(image[FileBytesOffset..], layout.FileBytes);
        BinaryPrimitives.WriteInt64LittleEndian(image[RingOffsetOffset..], layout.RingOffset);
        BinaryPrimitives.WriteInt64LittleEndian(image[RingBytesOffset..], layout.RingBytes);
        BinaryPrimitives.WriteInt64LittleEndian(image[IndexOffsetOffset..], layout.IndexOffset);
        BinaryPrimitives.WriteInt32LittleEndian(image[IndexSlotsOffset..], layout.IndexSlots);
        BinaryPrimitives.WriteInt32LittleEndian(image[IndexSlotBytesOffset..], LogLayout.IndexSlotBytes);
        BinaryPrimitives.WriteInt64LittleEndian(image[JournalOffsetOffset..], layout.JournalOffset);
        BinaryPrimitives.WriteInt32LittleEndian(image[JournalSlotsOffset..], layout.JournalSlots);
        BinaryPrimitives.WriteInt32LittleEndian(image[JournalSlotBytesOffset..], LogLayout.JournalSlotBytes);
        BinaryPrimitives.WriteInt64LittleEndian(image[StartOffset..], start);
        BinaryPrimitives.WriteInt64LittleEndian(image[CreatedOffset..], createdTicks);
        BinaryPrimitives.WriteUInt32LittleEndian(image[CheckOffset..], Crc32C.Of(image[..CheckOffset]));

        image[sizeof(ulong)..].CopyTo(page[sizeof(ulong)..]);
        var header = new LogHeader(memory, layout);
        header.Head = start;
        header.Reserved = start;
        header.Cleared = start;
        Volatile.Write(ref memory.Field(0), unchecked((long)LogLayout.Magic));
        return header;
    }

    /// <summary>Reads and checks a header; null with the reason if it is not one we understand.</summary>
    public static LogHeader? Read(RingMemory memory, out LogRecovery.Refused? refused)
    {
        refused = memory.Length < LogLayout.HeaderBytes
            ? new(LogRefusal.Truncated, $"{memory.Length} bytes are too short for a header")
            : RefusalOf(memory.Bytes(0, SealedBytes), memory.Length);
        if (refused is not null)
        {
            return null;
        }

        long ringBytes = BinaryPrimitives.ReadInt64LittleEndian(memory.Bytes(RingBytesOffset, sizeof(long)));
        var header = new LogHeader(memory, new LogLayout((int)ringBytes));
        if (!header.PositionsHold())
        {
            refused = new(LogRefusal.Corrupt, "the positions in the header contradict each other");
            return null;
        }

        return header;
    }

    // Read in the order in which a live writer cannot make them contradict: each is written after the next is. Only
    // the distance may have grown meanwhile, and then the head has moved.
    private bool PositionsHold()
    {
        long head = Volatile.Read(ref Head);
        long cleared = Volatile.Read(ref Cleared);
        long reserved = Volatile.Read(ref Reserved);
        return Start >= 0 && Start <= head && head <= cleared && cleared <= reserved
            && reserved < LogLayout.PositionLimit
            && (reserved - head <= Layout.RingBytes || head != Volatile.Read(ref Head))
            && Volatile.Read(ref IndexCount) is >= 0 and < LogLayout.PositionLimit
            && Volatile.Read(ref JournalCount) is >= 0 and < LogLayout.PositionLimit;
    }

    private static LogRecovery.Refused? RefusalOf(ReadOnlySpan<byte> image, nuint length)
    {
        if (BinaryPrimitives.ReadUInt64LittleEndian(image) != LogLayout.Magic)
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(image) == 0
                ? new(LogRefusal.Empty, "nothing was ever written here")
                : new(LogRefusal.Foreign, "not a port's ring file");
        }

        int version = BinaryPrimitives.ReadInt32LittleEndian(image[VersionOffset..]);
        if (version != LogLayout.Version)
        {
            return new(LogRefusal.OtherVersion, $"format version {version}, this program reads {LogLayout.Version}");
        }

        if (BinaryPrimitives.ReadUInt32LittleEndian(image[CheckOffset..]) != Crc32C.Of(image[..CheckOffset]))
        {
            return new(LogRefusal.Corrupt, "the header's check sum is wrong");
        }

        return AgreesWithItself(image)
            ? length < (nuint)BinaryPrimitives.ReadUInt64LittleEndian(image[FileBytesOffset..])
                ? new(LogRefusal.Truncated, $"{length} bytes are fewer than the header says")
                : null
            : new(LogRefusal.Corrupt, "the sizes in the header contradict each other");
    }

    private static bool AgreesWithItself(ReadOnlySpan<byte> image)
    {
        long ringBytes = BinaryPrimitives.ReadInt64LittleEndian(image[RingBytesOffset..]);
        if (!LogLayout.IsRingSize(ringBytes)
            || BinaryPrimitives.ReadInt32LittleEndian(image[PortOffset..]) is < 1 or > PortNumber.Highest)
        {
            return false;
        }

        var layout = new LogLayout((int)ringBytes);
        return BinaryPrimitives.ReadInt32LittleEndian(image[HeaderBytesOffset..]) == LogLayout.HeaderBytes
            && BinaryPrimitives.ReadInt64LittleEndian(image[FileBytesOffset..]) == layout.FileBytes
            && BinaryPrimitives.ReadInt64LittleEndian(image[RingOffsetOffset..]) == layout.RingOffset
            && BinaryPrimitives.ReadInt64LittleEndian(image[IndexOffsetOffset..]) == layout.IndexOffset
            && BinaryPrimitives.ReadInt32LittleEndian(image[IndexSlotsOffset..]) == layout.IndexSlots
            && BinaryPrimitives.ReadInt32LittleEndian(image[IndexSlotBytesOffset..]) == LogLayout.IndexSlotBytes
            && BinaryPrimitives.ReadInt64LittleEndian(image[JournalOffsetOffset..]) == layout.JournalOffset
            && BinaryPrimitives.ReadInt32LittleEndian(image[JournalSlotsOffset..]) == layout.JournalSlots
            && BinaryPrimitives.ReadInt32LittleEndian(image[JournalSlotBytesOffset..]) == LogLayout.JournalSlotBytes;
    }
}
