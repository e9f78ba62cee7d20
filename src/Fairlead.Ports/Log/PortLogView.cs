namespace Fairlead.Ports;

/// <summary>
/// A port's log as everybody but its writer sees it: in the same process, in another one, or as a file that no
/// process writes any more. Writes nothing, so the memory may be mapped read-only.
/// </summary>
public sealed class PortLogView
{
    private readonly LogHeader _header;

    internal PortLogView(RingMemory memory, LogHeader header)
    {
        _header = header;
        Index = new TimeIndex(memory, header);
        Events = new EventJournal(memory, header);
        Ring = new RingBytes(memory, header.Layout);
    }

    /// <summary>Takes a ring file for reading, or says why it cannot be read.</summary>
    /// <param name="memory">Stays mapped for as long as the view or one of its readers is used.</param>
    /// <param name="refused">Null if there is a view.</param>
    public static PortLogView? Open(RingMemory memory, out LogRecovery.Refused? refused) =>
        LogHeader.Read(memory, out refused) is { } header ? new PortLogView(memory, header) : null;

    /// <summary>The port whose log it is.</summary>
    public PortNumber Port => _header.Port;

    /// <summary>Bytes in the ring.</summary>
    public int Capacity => _header.Layout.RingBytes;

    /// <summary>The position of the next byte that will be written.</summary>
    public long Head => Volatile.Read(ref _header.Head);

    /// <summary>The oldest position that can still be read.</summary>
    public long Tail => Math.Max(_header.Start, Volatile.Read(ref _header.Reserved) - Capacity);

    /// <summary>Sequence of the last journal entry, 0 if there is none:
    /// a cheap way to see that there is news.</summary>
    public long LastJournalSequence => Volatile.Read(ref _header.JournalCount);

    internal RingBytes Ring { get; }

    internal TimeIndex Index { get; }

    internal EventJournal Events { get; }

    /// <summary>
    /// Where a reader that was overtaken goes on: an eighth of the ring past the tail, so that it is not overtaken
    /// again at once; the tail itself if nothing was overwritten yet.
    /// </summary>
    internal long PlaceToGoOn
    {
        get
        {
            long tail = Tail;
            return Math.Min(tail == _header.Start ? tail : tail + Capacity / 8, Head);
        }
    }

    /// <summary>A reader that begins at a position; what is older than the ring counts as
    /// lost at its first read.</summary>
    public LogReader OpenReader(long position) => new(this, position);

    /// <summary>
    /// Where the last <paramref name="lines"/> lines begin (each ended by LF; an unfinished one counts). Not before
    /// <see cref="Tail"/>.
    /// </summary>
    public long PositionOfLastLines(int lines)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lines);
        long head = Head;
        long tail = Math.Min(Tail, head);
        long at = head;
        long begin = lines == 0 ? head : -1;

        // The line feed that ends the log begins no line.
        int feeds = lines;
        while (begin < 0 && at > tail)
        {
            long from = Math.Max(tail, at - Ring.OffsetOf(at - 1) - 1);
            ReadOnlySpan<byte> part = Ring.From(from, at - from);
            int end = at == head && part[^1] == '\n' ? part.Length - 1 : part.Length;
            for (int feed; begin < 0 && (feed = part[..end].LastIndexOf((byte)'\n')) >= 0; end = feed)
            {
                begin = --feeds == 0 ? from + feed + 1 : -1;
            }

            at = from;
        }

        Interlocked.MemoryBarrier();
        return Math.Max(begin, Math.Min(Tail, head));
    }

    /// <summary>
    /// Where the bytes begin that came at or after a time, to 100 ms on the side of too many; <see cref="Head"/> if
    /// none did.
    /// </summary>
    public long PositionAt(DateTimeOffset time) =>
        Math.Clamp(Index.PositionAt(time) ?? Head, Math.Min(Tail, Head), Head);

    /// <summary>When the byte at a position came, at most 100 ms early;
    /// null if that is not known or it has not come.</summary>
    public DateTimeOffset? TimeAt(long position) => position < Head ? Index.TimeAt(position) : null;

    /// <summary>A copy of the events at or after a position, oldest first.</summary>
    public IEnumerable<JournalEntry> Journal(long fromPosition) => Events.Read(fromPosition);
}
