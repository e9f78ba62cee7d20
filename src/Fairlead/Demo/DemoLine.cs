using System.Text;

namespace Fairlead.Demo;

/// <summary>How a line of typing ended.</summary>
enum DemoLineEnd
{
    Enter,

    /// <summary>A character that the caller had asked for, such as <c>?</c>.</summary>
    HotKey,
    Silence,
    Break,

    /// <summary>The machine ends.</summary>
    End,
}

/// <summary>Reads lines with echo and the usual editing: backspace, Ctrl-U, Ctrl-C.</summary>
/// <param name="console">Where.</param>
/// <param name="hotKey">A character that ends the line at once and stays out of it; 0 for none.</param>
sealed class DemoLine(DemoConsole console, char hotKey = '\0')
{
    private const int Longest = 200;

    private readonly StringBuilder _text = new();
    private bool _afterCarriageReturn;

    /// <summary>What was typed.</summary>
    public string Text => _text.ToString();

    /// <summary>Reads a line.</summary>
    /// <param name="echo">False for a password.</param>
    /// <param name="seconds">Silence after which it is given up.</param>
    /// <param name="keep">Goes on with the text of a line that a hot key ended.</param>
    public DemoLineEnd Read(bool echo = true, double seconds = double.PositiveInfinity, bool keep = false)
    {
        if (!keep)
        {
            _text.Clear();
        }

        while (true)
        {
            DemoInput input = console.Next(seconds);
            switch (input.Kind)
            {
                case DemoInputKind.End:
                    return DemoLineEnd.End;
                case DemoInputKind.Break:
                    return DemoLineEnd.Break;
                case DemoInputKind.Silence:
                    return DemoLineEnd.Silence;
            }

            if (Take(input.Key, echo) is { } end)
            {
                return end;
            }
        }
    }

    private DemoLineEnd? Take(byte key, bool echo)
    {
        bool afterCarriageReturn = _afterCarriageReturn;
        _afterCarriageReturn = key == 13;
        switch (key)
        {
            case 10 when afterCarriageReturn:
                return null;
            case 10 or 13:
                console.Write("\n");
                return DemoLineEnd.Enter;
            case 3:
                _text.Clear();
                console.Write("^C\n");
                return DemoLineEnd.Enter;
            case 8 or 127:
                Erase(1, echo);
                return null;
            case 21:
                Erase(_text.Length, echo);
                return null;
        }

        if (hotKey != '\0' && key == hotKey)
        {
            console.Write($"{hotKey}\n");
            return DemoLineEnd.HotKey;
        }

        if (key is >= 32 and < 127 && _text.Length < Longest)
        {
            _text.Append((char)key);
            if (echo)
            {
                console.Write(((char)key).ToString());
            }
        }

        return null;
    }

    private void Erase(int count, bool echo)
    {
        for (; count > 0 && _text.Length > 0; count--)
        {
            _text.Length--;
            if (echo)
            {
                console.Write("\b \b");
            }
        }
    }
}
