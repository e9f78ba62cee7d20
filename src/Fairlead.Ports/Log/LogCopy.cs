namespace Fairlead.Ports;

/// <summary>Moves a port's log to a ring of another size, or from a saved copy back to a live ring.</summary>
public static class LogCopy
{
    /// <summary>
    /// Makes a new ring that goes on where the old one stopped: the old one's last bytes as far as they fit, their
    /// times and events, the same positions. Neither may have a writer meanwhile.
    /// </summary>
    /// <param name="from">The old ring; left as it is. Open it once as a log before, so that nothing is left to adopt.</param>
    /// <param name="into">All zero, at least <see cref="PortLog.FileSize"/> bytes.</param>
    /// <param name="ringBytes">Size of the new ring: 4,096 to 1 GiB, a multiple of 4,096.</param>
    /// <returns>Null, or why the old ring cannot be read; then nothing was written.</returns>
    public static LogRecovery.Refused? Copy(RingMemory from, RingMemory into, int ringBytes)
    {
        if (LogHeader.Read(from, out LogRecovery.Refused? refused) is not { } old)
        {
            return refused;
        }

        var layout = new LogLayout(ringBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(into.Length, (nuint)layout.FileBytes, nameof(into));
        long head = old.Head;
        long tail = Math.Max(old.Start, old.Reserved - old.Layout.RingBytes);
        long start = Math.Min(head, Math.Max(tail, head - ringBytes));
        long created = TimeProvider.System.GetUtcNow().UtcTicks;
        LogHeader header = LogHeader.Create(into, old.Port, layout, start, created);

        CopyBytes(new RingBytes(from, old.Layout), new RingBytes(into, layout), start, head);
        header.Reserved = head;
        header.Cleared = head;
        header.Head = head;
        CopyIndex(from, old, new TimeIndex(into, header), start);
        var journal = new EventJournal(into, header);
        foreach (JournalEntry entry in new EventJournal(from, old).Read(start))
        {
            journal.Write(entry.Position, entry.Time.UtcTicks, entry.Kind, entry.Text);
        }

        return null;
    }

    private static void CopyBytes(RingBytes from, RingBytes into, long at, long end)
    {
        while (at < end)
        {
            Span<byte> place = into.From(at, end - at);
            from.Copy(at, place);
            at += place.Length;
        }
    }

    // The entry before the start says when the bytes at the start came.
    private static void CopyIndex(RingMemory from, LogHeader old, TimeIndex into, long start)
    {
        LogLayout layout = old.Layout;
        long before = -1;
        for (long number = Math.Max(0, old.IndexCount - layout.IndexSlots); number < old.IndexCount; number++)
        {
            long place = layout.IndexOffset + number % layout.IndexSlots * LogLayout.IndexSlotBytes;
            long position = from.Field(place);
            long ticks = from.Field(place + sizeof(long));
            if (position < start)
            {
                before = ticks;
                continue;
            }

            if (before >= 0 && position > start)
            {
                into.Write(start, before);
            }

            before = -1;
            into.Write(position, ticks);
        }

        if (before >= 0)
        {
            into.Write(start, before);
        }
    }
}
