using System.Globalization;

namespace Fairlead.Access;

/// <summary>The ports that one item of a rule's list names: a range of numbers, a name, or a tag.</summary>
public abstract record PortSelector
{
    /// <summary>The highest port number that a rule can name.</summary>
    public const int HighestPort = 48;

    private PortSelector()
    {
    }

    /// <param name="First">1 to 48.</param>
    /// <param name="Last">At least <paramref name="First"/>, at most 48.</param>
    public sealed record Range(int First, int Last) : PortSelector
    {
        public override string ToString() => First == Last
            ? First.ToString(CultureInfo.InvariantCulture)
            : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
    }

    public sealed record Named(string Name) : PortSelector
    {
        public override string ToString() => Name;
    }

    /// <param name="Tag">Without the "tag:".</param>
    public sealed record Tagged(string Tag) : PortSelector
    {
        public override string ToString() => "tag:" + Tag;
    }

    /// <summary>
    /// Reads "7", "1-48", "tag:linux" or "db1"; null with what is wrong in <paramref name="problem"/>. Whether a port
    /// of that name or tag exists is for the configuration to check.
    /// </summary>
    public static PortSelector? Parse(string text, out string problem)
    {
        problem = "";
        if (text.StartsWith("tag:", StringComparison.Ordinal) && text.Length > 4)
        {
            return new Tagged(text[4..]);
        }

        if (text.Length == 0 || !char.IsAsciiDigit(text[0]))
        {
            problem = text.Length == 0 || text == "tag:" ? $"\"{text}\" names no port" : "";
            return problem.Length == 0 ? new Named(text) : null;
        }

        int hyphen = text.IndexOf('-', StringComparison.Ordinal);
        if (TryNumber(hyphen < 0 ? text : text.AsSpan(0, hyphen), out int first)
            && TryNumber(hyphen < 0 ? text : text.AsSpan(hyphen + 1), out int last)
            && first <= last)
        {
            return new Range(first, last);
        }

        problem = $"\"{text}\" is not a range of port numbers from 1 to {HighestPort}";
        return null;
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number)
        && number is >= 1 and <= HighestPort;
}
