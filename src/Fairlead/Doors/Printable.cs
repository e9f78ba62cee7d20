using System.Text;

namespace Fairlead.Doors;

/// <summary>Makes text from outside harmless: a terminal,
/// a log line or a page sees no control characters of it.</summary>
static class Printable
{
    /// <summary>The text with control characters, and what is not valid Unicode, as <c>\xHH</c>;
    /// at most 200 characters.</summary>
    public static string Text(string text)
    {
        const int Longest = 200;
        if (text.Length <= Longest && !text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
        {
            return text;
        }

        var safe = new StringBuilder();
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (safe.Length >= Longest)
            {
                return safe.Append('…').ToString();
            }

            if (Rune.IsControl(rune)
                || rune.Value is (>= 0x200E and <= 0x200F) or (>= 0x2028 and <= 0x202E) or (>= 0x2066 and <= 0x2069)
                    or 0xFFFD or 0xFEFF)
            {
                safe.Append("\\x").Append(rune.Value.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
            }
            else
            {
                safe.Append(rune.ToString());
            }
        }

        return safe.ToString();
    }
}
