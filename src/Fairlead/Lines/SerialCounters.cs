using Fairlead.Ports;

namespace Fairlead.Lines;

/// <summary>Arithmetic on what drivers count, which wraps at 32 bits and starts again when the driver does.</summary>
static class SerialCounters
{
    /// <summary>How much each counter has grown.</summary>
    public static LineCounters Grown(LineCounters before, LineCounters now) => new(
        Grown(before.Framing, now.Framing),
        Grown(before.Parity, now.Parity),
        Grown(before.Overrun, now.Overrun),
        Grown(before.BufferOverrun, now.BufferOverrun),
        Grown(before.Breaks, now.Breaks));

    public static LineCounters Sum(LineCounters a, LineCounters b) => new(
        a.Framing + b.Framing,
        a.Parity + b.Parity,
        a.Overrun + b.Overrun,
        a.BufferOverrun + b.BufferOverrun,
        a.Breaks + b.Breaks);

    private static long Grown(long before, long now)
    {
        uint grown = unchecked((uint)now - (uint)before);
        return grown < int.MaxValue ? grown : now & uint.MaxValue;
    }
}
