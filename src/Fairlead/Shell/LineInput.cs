using System.Text;

namespace Fairlead.Shell;

/// <summary>
/// One line being typed at the prompt: echo, backspace, Ctrl-U, Ctrl-W, Ctrl-C, Ctrl-D. Without a terminal it only
/// collects bytes up to a line end.
/// </summary>
sealed class LineInput(Seat seat, string prompt)
{
    private const int Longest = 4096;

    private readonly TaskCompletionSource<string?> _line = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<byte> _typed = [];
    private byte _last;
    private int _escape;

    /// <summary>The line without its end, or null when the person left.</summary>
    public Task<string?> Line => _line.Task;

    /// <summary>Bytes that came after the line's end; the next line begins with them.</summary>
    public byte[] Rest { get; private set; } = [];

    public void Type(ReadOnlySpan<byte> data)
    {
        for (int i = 0; i < data.Length; i++)
        {
            if (_line.Task.IsCompleted)
            {
                Rest = [.. Rest, .. data[i..]];
                return;
            }

            Type(data[i]);
        }
    }

    public void End() => _line.TrySetResult(_typed.Count > 0 && !seat.IsTerminal ? Text() : null);

    private string Text() => Encoding.UTF8.GetString([.. _typed]);

    private void Type(byte key)
    {
        byte last = _last;
        _last = key;
        if (_escape > 0)
        {
            SkipEscapeSequence(key);
            return;
        }

        switch (key)
        {
            case (byte)'\n' when last == (byte)'\r':
                break;
            case (byte)'\r' or (byte)'\n':
                Echo("\n");
                _line.TrySetResult(Text());
                break;
            case 0x03 when seat.IsTerminal:
                Echo("^C\n" + prompt);
                _typed.Clear();
                break;
            case 0x04 when seat.IsTerminal && _typed.Count == 0:
                Echo("\n");
                _line.TrySetResult(null);
                break;
            case 0x08 or 0x7F when seat.IsTerminal:
                EraseCharacter();
                break;
            case 0x15 when seat.IsTerminal:
                while (_typed.Count > 0)
                {
                    EraseCharacter();
                }

                break;
            case 0x17 when seat.IsTerminal:
                EraseWord();
                break;
            case 0x1B when seat.IsTerminal:
                _escape = 1;
                break;
            case < 0x20 when seat.IsTerminal:
                break;
            default:
                if (_typed.Count < Longest)
                {
                    _typed.Add(key);
                    if (seat.IsTerminal)
                    {
                        seat.Out([key]);
                    }
                }

                break;
        }
    }

    // Cursor keys and the like (ECMA-48: ESC [ parameters final): nothing moves yet, and nothing of them is typed.
    private void SkipEscapeSequence(byte key)
    {
        if (_escape == 1)
        {
            _escape = key is (byte)'[' or (byte)'O' ? 2 : 0;
        }
        else if (key is >= 0x40 and <= 0x7E)
        {
            _escape = 0;
        }
    }

    private void EraseWord()
    {
        while (_typed.Count > 0 && _typed[^1] == ' ')
        {
            EraseCharacter();
        }

        while (_typed.Count > 0 && _typed[^1] != ' ')
        {
            EraseCharacter();
        }
    }

    private void EraseCharacter()
    {
        if (_typed.Count == 0)
        {
            return;
        }

        byte removed;
        do
        {
            removed = _typed[^1];
            _typed.RemoveAt(_typed.Count - 1);
        }
        while ((removed & 0xC0) == 0x80 && _typed.Count > 0);

        Echo("\b \b");
    }

    private void Echo(string text)
    {
        if (seat.IsTerminal)
        {
            seat.Out(text);
        }
    }
}
