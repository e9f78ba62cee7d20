using System.Globalization;

namespace Fairlead.Ports;

/// <content>How a log comes to be: new, found again, or moved to a ring of another size.</content>
public sealed partial class PortLog
{
    /// <summary>Bytes to allocate for a ring of <paramref name="ringBytes"/> (4,096 to 1 GiB,
    /// a multiple of 4,096).</summary>
    public static nuint FileSize(int ringBytes) => (nuint)new LogLayout(ringBytes).FileBytes;

    /// <summary>Makes a new ring. A start position other than 0 is journaled as a gap.</summary>
    /// <param name="memory">All zero, at least <see cref="FileSize"/> bytes;
    /// stays mapped while the log is used.</param>
    /// <param name="port">Kept in the file, so that it is not taken for another port's.</param>
    /// <param name="ringBytes">4,096 to 1 GiB, a multiple of 4,096.</param>
    /// <param name="options">Clock, start position and lease.</param>
    public static PortLog Create(RingMemory memory, PortNumber port, int ringBytes, PortLogOptions options)
    {
        var layout = new LogLayout(ringBytes);
        long start = options.StartPosition;
        ArgumentOutOfRangeException.ThrowIfLessThan(memory.Length, (nuint)layout.FileBytes, nameof(memory));
        ArgumentOutOfRangeException.ThrowIfNegative(start, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(start, LogLayout.PositionLimit, nameof(options));
        LogHeader header = LogHeader.Create(memory, port, layout, start, options.Time.GetUtcNow().UtcTicks);
        var log = new PortLog(memory, header, options);
        if (start > 0)
        {
            log.Record(JournalKind.Gap, string.Create(
                CultureInfo.InvariantCulture, $"the ring before was lost; positions go on at {start}"));
        }

        return log;
    }

    /// <summary>
    /// Makes a ring of another size that goes on where <paramref name="before"/> ends: the newest bytes that fit, with
    /// their times, and the journal. The old ring is not changed; nobody may write to it meanwhile or afterwards.
    /// </summary>
    /// <param name="memory">All zero, at least <see cref="FileSize"/> bytes;
    /// put in the old file's place when complete.</param>
    /// <param name="ringBytes">4,096 to 1 GiB, a multiple of 4,096.</param>
    /// <param name="before">The ring whose log goes on.</param>
    /// <param name="options">Clock and lease; the start position follows from the old ring.</param>
    public static PortLog CreateFrom(RingMemory memory, int ringBytes, PortLogView before, PortLogOptions options)
    {
        var layout = new LogLayout(ringBytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(memory.Length, (nuint)layout.FileBytes, nameof(memory));
        long head = before.Head;
        long start = Math.Max(Math.Min(before.Tail, head), head - ringBytes);
        LogHeader header = LogHeader.Create(
            memory, before.Port, layout, start, options.Time.GetUtcNow().UtcTicks);
        var ring = new RingBytes(memory, layout);
        for (long at = start; at < head;)
        {
            Span<byte> place = ring.From(at, head - at);
            before.Ring.Copy(at, place[..Math.Min(place.Length, before.Capacity)]);
            at += Math.Min(place.Length, before.Capacity);
        }

        new TimeIndex(memory, header).CopyFrom(before.Index, start);
        new EventJournal(memory, header).CopyFrom(before.Events);
        header.Reserved = head;
        header.Cleared = head;
        header.Head = head;
        return new PortLog(memory, header, options);
    }

    /// <summary>
    /// Goes on with a ring that an earlier process left. Bytes that it had read from the line but not committed are
    /// adopted and marked in the journal; torn journal entries are dropped. A file that is not this port's ring is
    /// left as it is: null, and <paramref name="recovery"/> says why.
    /// </summary>
    public static PortLog? Open(RingMemory memory, PortLogOptions options, out LogRecovery recovery)
    {
        if (LogHeader.Read(memory, out LogRecovery.Refused? refused) is not { } header)
        {
            recovery = refused!;
            return null;
        }

        if (options.Port is { } port && port != header.Port)
        {
            recovery = new LogRecovery.Refused(LogRefusal.OtherPort, $"the ring of port {header.Port}, not of {port}");
            return null;
        }

        var log = new PortLog(memory, header, options);
        recovery = log.Recover();
        return log;
    }

    private LogRecovery.Opened Recover()
    {
        int torn = _journal.Repair();
        long from = _head;
        long end = _ring.EndOfNonZero(from, _header.Cleared);
        if (end > from)
        {
            // Marked first: killed between the two, the bytes are found again and marked again.
            Record(JournalKind.Adopted, string.Create(
                CultureInfo.InvariantCulture, $"{end - from} bytes read before a crash were adopted"));
            if (_index.LastPosition < from)
            {
                _index.Write(from, _time.GetUtcNow().UtcTicks);
            }

            _head = end;
            Volatile.Write(ref _header.Head, end);
        }

        _ring.Clear(_header.Cleared, _reserved);
        Volatile.Write(ref _header.Cleared, _reserved);
        return new LogRecovery.Opened(from, end - from, torn);
    }
}
