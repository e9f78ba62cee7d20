namespace Fairlead.Ports;

/// <summary>Text that may hold what somebody else typed or a device said, made fit for a terminal.</summary>
static class PlainText
{
    /// <summary>The text with every control character replaced by a question mark.</summary>
    public static string Of(string text) => text.Any(char.IsControl)
        ? string.Create(text.Length, text, static (span, from) =>
        {
            for (int i = 0; i < span.Length; i++)
            {
                span[i] = char.IsControl(from[i]) ? '?' : from[i];
            }
        })
        : text;

    /// <summary>2026-01-31T23:59:59Z (RFC 3339).</summary>
    public static string Of(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>"5 s", "12 min", "3 h 20 min".</summary>
    public static string Of(TimeSpan span) => span.TotalMinutes < 1 ? $"{(long)span.TotalSeconds} s"
        : span.TotalHours < 1 ? $"{(long)span.TotalMinutes} min"
        : span.Minutes == 0 ? $"{(long)span.TotalHours} h"
        : $"{(long)span.TotalHours} h {span.Minutes} min";
}
