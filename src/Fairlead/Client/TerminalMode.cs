using Fairlead.Tty;

namespace Fairlead.Client;

/// <summary>The terminal set raw while a session has it; disposing sets it back (termios(3)).</summary>
sealed unsafe class TerminalMode : IDisposable
{
    private readonly int _tty;
    private Libc.Termios2 _before;

    private TerminalMode(int tty, in Libc.Termios2 before)
    {
        _tty = tty;
        _before = before;
    }

    /// <summary>isatty(3).</summary>
    public static bool IsTerminal(int descriptor)
    {
        Libc.Termios2 settings;
        return Libc.ioctl(descriptor, Libc.TCGETS2, &settings) == 0;
    }

    /// <summary>The window's size in characters; 80 by 24 where it is not known.</summary>
    public static (ushort Columns, ushort Rows) SizeOf(int tty)
    {
        // struct winsize: rows, columns, and two sizes in pixels.
        ushort* size = stackalloc ushort[4];
        return Libc.ioctl(tty, Libc.TIOCGWINSZ, size) == 0 && size[0] > 0 && size[1] > 0
            ? (size[1], size[0])
            : ((ushort)80, (ushort)24);
    }

    /// <summary>Sets a terminal raw; null if the descriptor is none.</summary>
    public static TerminalMode? SetRaw(int tty)
    {
        Libc.Termios2 settings;
        if (Libc.ioctl(tty, Libc.TCGETS2, &settings) < 0)
        {
            return null;
        }

        var mode = new TerminalMode(tty, settings);
        settings.c_iflag &= ~(
            Libc.IGNBRK | Libc.BRKINT | Libc.PARMRK | Libc.ISTRIP | Libc.INLCR | Libc.IGNCR | Libc.ICRNL | Libc.IXON);
        settings.c_oflag &= ~Libc.OPOST;
        settings.c_lflag &= ~(Libc.ECHO | Libc.ICANON | Libc.ISIG | Libc.IEXTEN);
        return Libc.ioctl(tty, Libc.TCSETS2, &settings) < 0 ? null : mode;
    }

    public void Dispose()
    {
        Libc.Termios2 before = _before;
        _ = Libc.ioctl(_tty, Libc.TCSETS2, &before);
    }
}
