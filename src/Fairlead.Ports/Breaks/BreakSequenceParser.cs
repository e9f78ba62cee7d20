using System.Globalization;
using System.Text;

namespace Fairlead.Ports;

/// <summary>Turns the text of a break sequence into its steps.</summary>
ref struct BreakSequenceParser(string text)
{
    private readonly List<BreakStep> _steps = [];
    private readonly List<byte> _bytes = [];
    private int _at;

    /// <summary>Reads the whole text; returns what is wrong with it, or an empty string.</summary>
    public string Parse()
    {
        if (text.Length is 0 or > BreakSequence.LongestText)
        {
            return text.Length == 0
                ? "column 1: the sequence is empty; expected bytes, \\z or \\d"
                : Wrong(BreakSequence.LongestText, $"longer than {BreakSequence.LongestText} characters");
        }

        while (_at < text.Length)
        {
            string error = text[_at] switch
            {
                '\\' => Escaped(),
                '^' => Control(),
                _ => Literal(),
            };
            if (error.Length > 0)
            {
                return error;
            }
        }

        FlushBytes();
        return "";
    }

    public readonly BreakSequence Result() => new([.. _steps]);

    private string Literal()
    {
        if (!Rune.TryGetRuneAt(text, _at, out Rune rune))
        {
            return Wrong(_at, "half of a surrogate pair");
        }

        Span<byte> utf8 = stackalloc byte[4];
        _bytes.AddRange(utf8[..rune.EncodeToUtf8(utf8)]);
        _at += rune.Utf16SequenceLength;
        return "";
    }

    private string Control()
    {
        char letter = _at + 1 < text.Length ? char.ToUpperInvariant(text[_at + 1]) : '\0';
        if (letter is not (>= '?' and <= '_'))
        {
            return Wrong(_at, "expected ^A to ^Z, ^@ ^[ ^\\ ^] ^^ ^_ or ^?, or \\^ for the character itself");
        }

        _bytes.Add((byte)(letter ^ 0x40));
        _at += 2;
        return "";
    }

    private string Escaped()
    {
        char letter = _at + 1 < text.Length ? text[_at + 1] : '\0';
        switch (letter)
        {
            case 'z':
                FlushBytes();
                _steps.Add(new BreakStep.Break());
                break;
            case 'd':
                FlushBytes();
                AddPause();
                break;
            case 'r':
                _bytes.Add((byte)'\r');
                break;
            case 'n':
                _bytes.Add((byte)'\n');
                break;
            case 't':
                _bytes.Add((byte)'\t');
                break;
            case '\\' or '^':
                _bytes.Add((byte)letter);
                break;
            case 'x':
                return Hexadecimal();
            case >= '0' and <= '7':
                return Octal();
            default:
                return Wrong(_at, "expected \\z \\d \\r \\n \\t \\\\ \\^ \\xHH or \\ooo");
        }

        _at += 2;
        return "";
    }

    private string Hexadecimal()
    {
        ReadOnlySpan<char> digits = _at + 4 <= text.Length ? text.AsSpan(_at + 2, 2) : default;
        if (!byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte value))
        {
            return Wrong(_at, "expected two hexadecimal digits after \\x");
        }

        _bytes.Add(value);
        _at += 4;
        return "";
    }

    private string Octal()
    {
        int start = _at++;
        int value = 0;
        for (int digits = 0; digits < 3 && _at < text.Length && text[_at] is >= '0' and <= '7'; digits++)
        {
            value = (value * 8) + text[_at++] - '0';
        }

        if (value > 255)
        {
            return Wrong(start, "octal number over \\377");
        }

        _bytes.Add((byte)value);
        return "";
    }

    private readonly void AddPause()
    {
        if (_steps.Count > 0 && _steps[^1] is BreakStep.Pause before)
        {
            _steps[^1] = new BreakStep.Pause(before.Length + BreakSequence.PauseLength);
        }
        else
        {
            _steps.Add(new BreakStep.Pause(BreakSequence.PauseLength));
        }
    }

    private readonly void FlushBytes()
    {
        if (_bytes.Count > 0)
        {
            _steps.Add(new BreakStep.Bytes(_bytes.ToArray()));
            _bytes.Clear();
        }
    }

    private static string Wrong(int index, string what) =>
        string.Create(CultureInfo.InvariantCulture, $"column {index + 1}: {what}");
}
