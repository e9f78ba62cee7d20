namespace Fairlead.Ports;

/// <summary>When which position was reached: a ring of (position, UTC ticks), oldest overwritten first.</summary>
readonly struct TimeIndex(RingMemory memory, LogHeader header)
{
    // DateTime.MaxValue.Ticks as a constant; a file may hold anything.
    private const long MaxTicks = 3_155_378_975_999_999_999;

    /// <summary>Bytes that follow an entry came less than this later, or have an entry of their own.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>The first commit that begins this far past the last entry has an entry of its own.</summary>
    public const int EveryBytes = 4096;

    /// <summary>Writes the next entry. Writer only.</summary>
    public void Write(long position, long utcTicks)
    {
        long number = header.IndexCount;

        // The count says to readers that the slot below is about to go: it must be seen before the slot changes.
        Interlocked.MemoryBarrier();
        memory.Field(PlaceOf(number)) = position;
        memory.Field(PlaceOf(number) + sizeof(long)) = utcTicks;
        Volatile.Write(ref header.IndexCount, number + 1);
    }

    /// <summary>The time of the last entry at or before a position;
    /// null if the index does not reach that far back.</summary>
    public DateTimeOffset? TimeAt(long position)
    {
        long low = Oldest;
        long high = Count;
        DateTimeOffset? found = null;
        while (low < high)
        {
            long middle = low + (high - low) / 2;
            if (!TryRead(middle, out long at, out long ticks))
            {
                low = middle + 1;
                found = null;
            }
            else if (at <= position)
            {
                low = middle + 1;
                found = ticks is >= 0 and <= MaxTicks ? new DateTimeOffset(ticks, TimeSpan.Zero) : null;
            }
            else
            {
                high = middle;
            }
        }

        return found;
    }

    /// <summary>The first indexed position whose bytes may have come at or after a time;
    /// null if there is none.</summary>
    public long? PositionAt(DateTimeOffset time)
    {
        long earliest = time.UtcTicks - Interval.Ticks;
        long count = Count;

        // Not a binary search: a clock that was set back makes the times fall.
        for (long number = Oldest; number < count; number++)
        {
            if (TryRead(number, out long at, out long ticks) && ticks > earliest)
            {
                return at;
            }
        }

        return null;
    }

    /// <summary>Takes the times of another ring's bytes from a position on. Writer of an empty index only.</summary>
    public void CopyFrom(TimeIndex before, long start)
    {
        long count = before.Count;
        for (long number = before.Oldest; number < count; number++)
        {
            bool last = number + 1 == count;
            if (before.TryRead(number, out long position, out long ticks)
                && (position >= start || last || before.PositionOf(number + 1) > start))
            {
                Write(Math.Max(position, start), ticks);
            }
        }
    }

    /// <summary>The position of the last entry; -1 if there is none. Writer only.</summary>
    public long LastPosition => Count > 0 ? PositionOf(Count - 1) : -1;

    private long Count => Volatile.Read(ref header.IndexCount);

    // The slot of the entry before may be being overwritten.
    private long Oldest => Math.Max(0, Count - header.Layout.IndexSlots + 1);

    private bool TryRead(long number, out long position, out long utcTicks)
    {
        position = memory.Field(PlaceOf(number));
        utcTicks = memory.Field(PlaceOf(number) + sizeof(long));
        Interlocked.MemoryBarrier();
        return number >= Oldest;
    }

    private long PositionOf(long number) => memory.Field(PlaceOf(number));

    private long PlaceOf(long number) =>
        header.Layout.IndexOffset + number % header.Layout.IndexSlots * LogLayout.IndexSlotBytes;
}
