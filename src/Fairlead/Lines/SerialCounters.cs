using Fairlead.Ports;

namespace Fairlead.Lines;

/// <summary>
/// What a driver has counted while the line was ours. The driver's own counters began before us, wrap at 32 bits and
/// start again when the driver does.
/// </summary>
sealed class SerialCounters
{
    private LineCounters _seen;

    /// <summary>Over all openings of the line.</summary>
    public LineCounters Total { get; private set; }

    /// <summary>The device was opened and its driver stands at this.</summary>
    public void Begin(LineCounters now) => _seen = now;

    /// <summary>The driver stands at this now; returns how much each counter has grown.</summary>
    public LineCounters Grow(LineCounters now)
    {
        var grown = new LineCounters(
            Grown(_seen.Framing, now.Framing),
            Grown(_seen.Parity, now.Parity),
            Grown(_seen.Overrun, now.Overrun),
            Grown(_seen.BufferOverrun, now.BufferOverrun),
            Grown(_seen.Breaks, now.Breaks));
        _seen = now;
        Total = new LineCounters(
            Total.Framing + grown.Framing,
            Total.Parity + grown.Parity,
            Total.Overrun + grown.Overrun,
            Total.BufferOverrun + grown.BufferOverrun,
            Total.Breaks + grown.Breaks);
        return grown;
    }

    private static long Grown(long before, long now)
    {
        uint grown = unchecked((uint)now - (uint)before);
        return grown < int.MaxValue ? grown : now & uint.MaxValue;
    }
}
