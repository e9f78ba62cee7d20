namespace Fairlead.Ports;

/// <summary>
/// A place in a port's log from which somebody reads at their own pace. Costs the writer nothing: a reader that
/// stays behind is overtaken, told how many bytes it lost, and goes on. Not to be used by two threads at once, but by
/// any thread of any process that maps the ring.
/// </summary>
public sealed class LogReader
{
    // A writer at full speed may overtake the second try too; then the caller is told and comes again.
    private const int Tries = 4;

    private readonly PortLogView _log;

    internal LogReader(PortLogView log, long position)
    {
        _log = log;
        Position = Math.Clamp(position, 0, log.Head);
    }

    /// <summary>The position of the next byte to be read.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes from here to the head; the oldest of them may be gone by the time they are read.</summary>
    public long Available => _log.Head - Position;

    /// <summary>
    /// Copies the next bytes and moves on. Returns how many, 0 at the head. <paramref name="lost"/> bytes before them
    /// were overwritten unread (or are older than the ring): the copied bytes follow that gap.
    /// </summary>
    /// <param name="into">Owned by the caller; what is beyond the returned count may have been scribbled on.</param>
    /// <param name="lost">0 unless the reader was overtaken.</param>
    public int Read(Span<byte> into, out long lost)
    {
        lost = 0;
        for (int attempt = 0; attempt < Tries; attempt++)
        {
            int count = (int)Math.Min(Math.Min(Available, into.Length), _log.Capacity);
            if (Position >= _log.Tail)
            {
                _log.Ring.Copy(Position, into[..count]);

                // The bytes are used only if nobody had announced to overwrite them when the copy was complete.
                Interlocked.MemoryBarrier();
                if (Position >= _log.Tail)
                {
                    Position += count;
                    return count;
                }
            }

            long place = _log.PlaceToGoOn;
            lost += place - Position;
            Position = place;
        }

        return 0;
    }

    /// <summary>Goes to a position, at most the head. Bytes that are skipped do not count as lost.</summary>
    public void SkipTo(long position) => Position = Math.Clamp(position, 0, _log.Head);

    /// <summary>Goes to the head.</summary>
    public void SkipToEnd() => Position = _log.Head;
}
