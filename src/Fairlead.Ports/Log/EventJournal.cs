using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Fairlead.Ports;

/// <summary>
/// The events beside the bytes, in fixed slots that are overwritten oldest first. Each slot proves itself by a check
/// sum, so one that is being overwritten, or was cut off by a kill, is recognized and left out.
/// </summary>
readonly struct EventJournal(RingMemory memory, LogHeader header)
{
    /// <summary>Bytes of text in a slot.</summary>
    public const int TextBytes = LogLayout.JournalSlotBytes - TextOffset;

    private const int CheckOffset = 0;
    private const int KindOffset = 4;
    private const int LengthOffset = 6;
    private const int SequenceOffset = 8;
    private const int PositionOffset = 16;
    private const int TimeOffset = 24;
    private const int TextOffset = 32;

    /// <summary>Writes the next entry; a text that is too long is cut at a character.</summary>
    public void Write(long position, long utcTicks, JournalKind kind, ReadOnlySpan<char> text)
    {
        long sequence = header.JournalCount + 1;
        Span<byte> image = stackalloc byte[LogLayout.JournalSlotBytes];
        image.Clear();
        Utf8.FromUtf16(text, image[TextOffset..], out _, out int length);
        BinaryPrimitives.WriteUInt16LittleEndian(image[KindOffset..], (ushort)kind);
        BinaryPrimitives.WriteUInt16LittleEndian(image[LengthOffset..], (ushort)length);
        BinaryPrimitives.WriteInt64LittleEndian(image[SequenceOffset..], sequence);
        BinaryPrimitives.WriteInt64LittleEndian(image[PositionOffset..], position);
        BinaryPrimitives.WriteInt64LittleEndian(image[TimeOffset..], utcTicks);
        BinaryPrimitives.WriteUInt32LittleEndian(image, Crc32C.Of(image[KindOffset..]));
        image.CopyTo(Slot(SlotOf(sequence)));
        Volatile.Write(ref header.JournalCount, sequence);
    }

    /// <summary>The entries that are whole, oldest first, from a position on.</summary>
    public List<JournalEntry> Read(long fromPosition)
    {
        var entries = new List<JournalEntry>();
        Span<byte> copy = stackalloc byte[LogLayout.JournalSlotBytes];
        for (int slot = 0; slot < header.Layout.JournalSlots; slot++)
        {
            Slot(slot).CopyTo(copy);
            if (Parse(copy, slot) is { } entry && entry.Position >= fromPosition)
            {
                entries.Add(entry);
            }
        }

        entries.Sort(static (left, right) => left.Sequence.CompareTo(right.Sequence));
        return entries;
    }

    /// <summary>Takes the entries of another ring, with their sequence. Writer of an empty journal only.</summary>
    public void CopyFrom(EventJournal before)
    {
        foreach (JournalEntry entry in before.Read(0))
        {
            header.JournalCount = entry.Sequence - 1;
            Write(entry.Position, entry.Time.UtcTicks, entry.Kind, entry.Text);
        }
    }

    /// <summary>Empties slots that are not whole and sets the count to the last whole entry's. Writer only.</summary>
    /// <returns>How many slots were torn.</returns>
    public int Repair()
    {
        int torn = 0;
        long last = 0;
        for (int slot = 0; slot < header.Layout.JournalSlots; slot++)
        {
            if (Parse(Slot(slot), slot) is { } entry)
            {
                last = Math.Max(last, entry.Sequence);
            }
            else if (Slot(slot).ContainsAnyExcept((byte)0))
            {
                torn++;
                Slot(slot).Clear();
            }
        }

        Volatile.Write(ref header.JournalCount, last);
        return torn;
    }

    private JournalEntry? Parse(ReadOnlySpan<byte> image, int slot)
    {
        long sequence = BinaryPrimitives.ReadInt64LittleEndian(image[SequenceOffset..]);
        long ticks = BinaryPrimitives.ReadInt64LittleEndian(image[TimeOffset..]);
        int length = BinaryPrimitives.ReadUInt16LittleEndian(image[LengthOffset..]);
        bool whole = sequence > 0 && SlotOf(sequence) == slot && length <= TextBytes
            && ticks >= 0 && ticks <= DateTime.MaxValue.Ticks
            && BinaryPrimitives.ReadUInt32LittleEndian(image[CheckOffset..]) == Crc32C.Of(image[KindOffset..]);
        return whole
            ? new(
                sequence,
                BinaryPrimitives.ReadInt64LittleEndian(image[PositionOffset..]),
                new DateTimeOffset(ticks, TimeSpan.Zero),
                (JournalKind)BinaryPrimitives.ReadUInt16LittleEndian(image[KindOffset..]),
                Encoding.UTF8.GetString(image.Slice(TextOffset, length)))
            : null;
    }

    private int SlotOf(long sequence) => (int)((sequence - 1) % header.Layout.JournalSlots);

    private Span<byte> Slot(int slot) =>
        memory.Bytes(header.Layout.JournalOffset + (long)slot * LogLayout.JournalSlotBytes, LogLayout.JournalSlotBytes);
}
