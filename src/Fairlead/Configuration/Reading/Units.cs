using System.Globalization;

namespace Fairlead.Configuration.Reading;

/// <summary>Sizes and times with a unit, as the file writes them.</summary>
static class Units
{
    private static readonly (string Unit, long Bytes)[] s_sizes =
        [("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30)];

    private static readonly (string Unit, long Microseconds)[] s_times =
    [
        ("us", 1), ("ms", 1_000), ("s", 1_000_000), ("m", 60_000_000), ("h", 3_600_000_000), ("d", 86_400_000_000),
    ];

    /// <summary>Reads "1MiB" as bytes: a whole number and KiB, MiB or GiB.</summary>
    public static bool TrySize(string text, out long bytes) => TryRead(text, s_sizes, out bytes);

    /// <summary>Reads "30m": a whole number and us, ms, s, m, h or d.</summary>
    public static bool TryTime(string text, out TimeSpan time)
    {
        bool read = TryRead(text, s_times, out long microseconds) && microseconds <= TimeSpan.MaxValue.Ticks / 10;
        time = read ? TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond) : TimeSpan.Zero;
        return read;
    }

    private static bool TryRead(string text, (string Unit, long Factor)[] units, out long value)
    {
        value = 0;
        int digits = 0;
        while (digits < text.Length && char.IsAsciiDigit(text[digits]))
        {
            digits++;
        }

        (string Unit, long Factor) unit = Array.Find(units, unit => text.AsSpan(digits).SequenceEqual(unit.Unit));
        if (unit.Unit is null
            || !long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            || number > long.MaxValue / unit.Factor)
        {
            return false;
        }

        value = number * unit.Factor;
        return true;
    }
}
