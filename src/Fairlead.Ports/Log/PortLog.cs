namespace Fairlead.Ports;

/// <summary>
/// Everything a port has said: an append-only byte stream with 64-bit positions that never repeat, of which the last
/// part is kept in a ring of memory that outlives the process. The writer's half; it never waits for a reader and
/// never allocates. Used by one thread; readers may be anywhere (<see cref="PortLogView"/>). Format:
/// docs/log-format.md; why the order of the steps is what it is: docs/decisions/log-ring-memory-order.md.
/// </summary>
public sealed partial class PortLog
{
    private readonly LogHeader _header;
    private readonly RingBytes _ring;
    private readonly TimeIndex _index;
    private readonly EventJournal _journal;
    private readonly TimeProvider _time;
    private long _head;
    private long _reserved;
    private int _lent;
    private long _indexedPosition = -1;
    private long _indexedAt;

    private PortLog(RingMemory memory, LogHeader header, PortLogOptions options)
    {
        _header = header;
        _ring = new RingBytes(memory, header.Layout);
        _index = new TimeIndex(memory, header);
        _journal = new EventJournal(memory, header);
        _time = options.Time;
        _head = header.Head;
        _reserved = header.Reserved;
        View = new PortLogView(memory, header);
        GrantLease(options.LeasedUpTo);
    }

    /// <summary>The same log for those who only read.</summary>
    public PortLogView View { get; }

    /// <inheritdoc cref="PortLogView.Port"/>
    public PortNumber Port => View.Port;

    /// <inheritdoc cref="PortLogView.Capacity"/>
    public int Capacity => _ring.Size;

    /// <inheritdoc cref="PortLogView.Head"/>
    public long Head => _head;

    /// <inheritdoc cref="PortLogView.Tail"/>
    public long Tail => View.Tail;

    /// <summary>The most that <see cref="Reserve"/> lends: a quarter of the ring,
    /// so that most of it stays readable.</summary>
    public int LargestReservation => _ring.Size / 4;

    /// <summary>The first position that may not be used yet.</summary>
    public long LeasedUpTo { get; private set; }

    /// <summary>True with less than 32 MiB of the lease left: the next one is made durable,
    /// off the loop, and granted.</summary>
    public bool LeaseRunsLow => new PositionLease(LeasedUpTo).RunsLow(_head);

    /// <summary>Positions below may be used from now on. The lease must be durable already.
    /// A lower one changes nothing.</summary>
    public void GrantLease(long upTo) =>
        LeasedUpTo = Math.Max(LeasedUpTo, Math.Min(upTo, LogLayout.PositionLimit - 1));

    /// <summary>
    /// Lends a place at the head for up to <paramref name="max"/> bytes: less at the ring's end, at most
    /// <see cref="LargestReservation"/>, none while the lease does not cover it. All zero when lent. Read into its
    /// beginning, then <see cref="Commit(int)"/>; valid until then.
    /// </summary>
    public Span<byte> Reserve(int max)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        long covered = Math.Max(0, LeasedUpTo - _head);
        Span<byte> place = _ring.From(_head, Math.Min(Math.Min(max, LargestReservation), covered));
        long upTo = _head + place.Length;
        if (upTo > _reserved)
        {
            Volatile.Write(ref _header.Reserved, upTo);

            // Readers must see the announcement before the first byte that changes.
            Interlocked.MemoryBarrier();
            _ring.Clear(_reserved, upTo);
            Volatile.Write(ref _header.Cleared, upTo);
            _reserved = upTo;
        }

        _lent = place.Length;
        return place;
    }

    /// <summary>
    /// The first <paramref name="count"/> bytes of the last reservation are part of the log; 0 gives it back. Those
    /// behind them must still be zero.
    /// </summary>
    public void Commit(int count) => Commit(count, count);

    /// <summary>
    /// As <see cref="Commit(int)"/>, for a line that took bytes out in place: the reservation was written to up to
    /// <paramref name="touched"/>, of which the first <paramref name="count"/> bytes are part of the log.
    /// </summary>
    public void Commit(int count, int touched)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfLessThan(touched, count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(touched, _lent);
        _lent = 0;
        _ring.Clear(_head + count, _head + touched);
        if (count > 0)
        {
            IndexIfDue();
            _head += count;
            Volatile.Write(ref _header.Head, _head);
        }
    }

    /// <summary>Copies bytes to the end of the log. Returns how many;
    /// fewer than given only if the lease ends.</summary>
    public int Append(ReadOnlySpan<byte> bytes)
    {
        int taken = 0;
        while (taken < bytes.Length)
        {
            Span<byte> place = Reserve(bytes.Length - taken);
            if (place.IsEmpty)
            {
                break;
            }

            bytes.Slice(taken, place.Length).CopyTo(place);
            Commit(place.Length);
            taken += place.Length;
        }

        return taken;
    }

    /// <summary>
    /// Puts an event beside the byte that will come next. The oldest entry goes; text beyond 224 bytes of UTF-8 is cut.
    /// </summary>
    public void Record(JournalKind kind, ReadOnlySpan<char> text) =>
        _journal.Write(_head, _time.GetUtcNow().UtcTicks, kind, text);

    /// <inheritdoc cref="PortLogView.OpenReader"/>
    public LogReader OpenReader(long position) => View.OpenReader(position);

    /// <inheritdoc cref="PortLogView.PositionOfLastLines"/>
    public long PositionOfLastLines(int lines) => View.PositionOfLastLines(lines);

    /// <inheritdoc cref="PortLogView.PositionAt"/>
    public long PositionAt(DateTimeOffset time) => View.PositionAt(time);

    /// <inheritdoc cref="PortLogView.TimeAt"/>
    public DateTimeOffset? TimeAt(long position) => View.TimeAt(position);

    /// <inheritdoc cref="PortLogView.Journal"/>
    public IEnumerable<JournalEntry> Journal(long fromPosition) => View.Journal(fromPosition);

    private void IndexIfDue()
    {
        long now = _time.GetTimestamp();
        if (_indexedPosition < 0 || _head - _indexedPosition >= TimeIndex.EveryBytes
            || _time.GetElapsedTime(_indexedAt, now) >= TimeIndex.Interval)
        {
            _index.Write(_head, _time.GetUtcNow().UtcTicks);
            _indexedPosition = _head;
            _indexedAt = now;
        }
    }
}
