using Fairlead.Ports;

namespace Fairlead.Tests.Lines;

/// <summary>A port that remembers. Touched on the loop only.</summary>
sealed class RecordingOwner(ILine line) : ILineOwner
{
    private readonly byte[] _place = new byte[64 * 1024];

    public List<byte> Received { get; } = [];

    /// <summary>Count only, for tests that move much.</summary>
    public bool CountsOnly { get; set; }

    public long Count { get; private set; }

    /// <summary>State and problem at each change: "Up", "Down: /dev/x is not there".</summary>
    public List<string> Changes { get; } = [];

    public List<LineCounters> Overruns { get; } = [];

    public int Breaks { get; private set; }

    public int RoomGrew { get; private set; }

    public int ModemChanges { get; private set; }

    public bool Full { get; set; }

    public Exception? Throws { get; set; }

    Span<byte> ILineOwner.Reserve(int max) => Full ? default : _place.AsSpan(0, Math.Min(max, _place.Length));

    void ILineOwner.Received(int count, bool more)
    {
        if (Throws is { } e && count > 0)
        {
            Throws = null;
            throw e;
        }

        Count += count;
        if (!CountsOnly)
        {
            Received.AddRange(_place.AsSpan(0, count));
        }
    }

    void ILineOwner.WriteRoomGrew() => RoomGrew++;

    void ILineOwner.LineChanged() =>
        Changes.Add(line.Problem is null ? line.State.ToString() : $"{line.State}: {line.Problem}");

    void ILineOwner.Overrun(LineCounters since) => Overruns.Add(since);

    void ILineOwner.BreakReceived() => Breaks++;

    void ILineOwner.ModemLinesChanged() => ModemChanges++;
}
