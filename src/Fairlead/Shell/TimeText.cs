using System.Globalization;

namespace Fairlead.Shell;

/// <summary>Times as operators give them: RFC 3339, a time of today, or how long ago ("10m", "2h", "1d").</summary>
static class TimeText
{
    /// <exception cref="UsageException">The text is no time.</exception>
    public static DateTimeOffset Parse(string text, DateTimeOffset now)
    {
        if (text.Length >= 2
            && long.TryParse(
                text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out long amount)
            && amount < 1_000_000)
        {
            TimeSpan? ago = text[^1] switch
            {
                's' => TimeSpan.FromSeconds(amount),
                'm' => TimeSpan.FromMinutes(amount),
                'h' => TimeSpan.FromHours(amount),
                'd' => TimeSpan.FromDays(amount),
                _ => null,
            };
            if (ago is { } span)
            {
                return now - span;
            }
        }

        if (DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeLocal, out DateTimeOffset time))
        {
            return time;
        }

        throw new UsageException(
            $"'{text}' is no time: give one like 2026-03-01T14:00:00Z, 14:00, or how long ago, like 10m, 2h, 1d");
    }
}
