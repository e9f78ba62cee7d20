namespace Fairlead.Configuration.Reading;

/// <summary>What may be a name of a port, tag, user, group or break sequence.</summary>
static class Names
{
    private const int Longest = 32;

    /// <summary>A letter followed by up to 31 letters, digits, dots, hyphens and underscores, all ASCII.</summary>
    public static bool IsName(string text)
    {
        if (text.Length is 0 or > Longest || !char.IsAsciiLetter(text[0]))
        {
            return false;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A name that is no other system's administrator.</summary>
    public static bool IsUserName(string text) =>
        IsName(text)
        && !text.Equals("root", StringComparison.OrdinalIgnoreCase)
        && !text.Equals("admin", StringComparison.OrdinalIgnoreCase);

    /// <summary>A system user as useradd(8) makes it: also one that begins with an underscore.</summary>
    public static bool IsSystemUser(string text) => IsName(text.StartsWith('_') ? "a" + text[1..] : text);

    /// <summary>One line without control characters.</summary>
    public static bool IsOneLine(string text) => !text.Any(char.IsControl);

    /// <summary>Text for a terminal: line ends and tabs are the only control characters.</summary>
    public static bool IsText(string text) => !text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t'));
}
