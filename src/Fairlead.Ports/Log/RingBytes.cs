namespace Fairlead.Ports;

/// <summary>The bytes of a ring by their positions: position p is at p modulo the ring's size.</summary>
readonly struct RingBytes(RingMemory memory, LogLayout layout)
{
    public int Size => layout.RingBytes;

    public int OffsetOf(long position) => (int)((ulong)position % (uint)layout.RingBytes);

    /// <summary>The bytes from a position on, at most <paramref name="length"/> and not past the ring's end.</summary>
    public Span<byte> From(long position, long length)
    {
        int offset = OffsetOf(position);
        return memory.Bytes(layout.RingOffset + offset, (int)Math.Min(length, Size - offset));
    }

    /// <summary>Copies bytes that may go round the ring's end; at most a ring full.</summary>
    public void Copy(long position, Span<byte> into)
    {
        Span<byte> first = From(position, into.Length);
        first.CopyTo(into);
        if (first.Length < into.Length)
        {
            From(position + first.Length, into.Length - first.Length).CopyTo(into[first.Length..]);
        }
    }

    public void Clear(long from, long upTo)
    {
        while (from < upTo)
        {
            Span<byte> part = From(from, upTo - from);
            part.Clear();
            from += part.Length;
        }
    }

    /// <summary>One past the last byte between the two positions that is not zero;
    /// <paramref name="from"/> if all are.</summary>
    public long EndOfNonZero(long from, long upTo)
    {
        long end = from;
        for (long at = from; at < upTo;)
        {
            Span<byte> part = From(at, upTo - at);
            int last = part.LastIndexOfAnyExcept((byte)0);
            end = last >= 0 ? at + last + 1 : end;
            at += part.Length;
        }

        return end;
    }
}
