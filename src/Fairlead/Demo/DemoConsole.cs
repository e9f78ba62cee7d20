using System.Diagnostics;
using System.Text;
using Fairlead.Tty;

namespace Fairlead.Demo;

/// <summary>
/// The terminal of a demo machine. It sleeps in poll(2) between events, and it ends for good when the terminal hangs
/// up. Used by one thread; <see cref="Break"/> and <see cref="End"/> come from any.
/// </summary>
sealed unsafe class DemoConsole : IDisposable
{
    private readonly int _input;
    private readonly int _output;
    private readonly double _speed;
    private readonly int _wake;
    private readonly byte[] _keys = new byte[256];
    private int _keyAt;
    private int _keyCount;
    private volatile bool _break;
    private volatile bool _ended;

    /// <param name="input">Descriptor that is read; made raw if it is a terminal.</param>
    /// <param name="output">Descriptor that is written.</param>
    /// <param name="speed">How many times faster than life the machine's pauses pass.</param>
    public DemoConsole(int input, int output, double speed = 1)
    {
        _input = input;
        _output = output;
        _speed = speed;
        _wake = Libc.eventfd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC);
        MakeRaw(input);
    }

    /// <summary>True when the terminal is gone; the machine returns from what it does.</summary>
    public bool Ended => _ended;

    /// <summary>The BREAK key.</summary>
    public void Break()
    {
        _break = true;
        Wake();
    }

    /// <summary>Hang-up.</summary>
    public void End()
    {
        _ended = true;
        Wake();
    }

    /// <summary>Writes text; a line feed becomes CR LF, as a terminal driver makes it.</summary>
    public void Write(string text)
    {
        ReadOnlySpan<byte> rest = Encoding.UTF8.GetBytes(text.ReplaceLineEndings("\r\n"));
        while (rest.Length > 0 && !_ended)
        {
            int written = Libc.Write(_output, rest);
            if (written <= 0)
            {
                _ended = true;
                return;
            }

            rest = rest[written..];
        }
    }

    /// <summary>Waits while the machine works. False when something else than time passed.</summary>
    public bool Pause(double seconds)
    {
        long until = Stopwatch.GetTimestamp() + (long)(seconds / _speed * Stopwatch.Frequency);
        while (true)
        {
            TimeSpan left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), until);
            if (_ended || _break)
            {
                return false;
            }

            if (left <= TimeSpan.Zero)
            {
                return true;
            }

            // Keys that are typed meanwhile stay where they are until somebody asks for them; a full buffer is not
            // polled, or the sleep would be none.
            Sleep(left, listen: _keyAt == _keyCount);
        }
    }

    /// <summary>The next event, within that time.</summary>
    public DemoInput Next(double seconds = double.PositiveInfinity)
    {
        long began = Stopwatch.GetTimestamp();
        TimeSpan most = double.IsInfinity(seconds) ? TimeSpan.MaxValue : TimeSpan.FromSeconds(seconds / _speed);
        while (true)
        {
            if (_ended)
            {
                return new DemoInput(DemoInputKind.End);
            }

            if (_break)
            {
                _break = false;
                return new DemoInput(DemoInputKind.Break);
            }

            if (_keyAt < _keyCount)
            {
                return new DemoInput(DemoInputKind.Key, _keys[_keyAt++]);
            }

            TimeSpan left = most == TimeSpan.MaxValue ? most : most - Stopwatch.GetElapsedTime(began);
            if (left <= TimeSpan.Zero)
            {
                return new DemoInput(DemoInputKind.Silence);
            }

            Sleep(left, listen: true);
        }
    }

    public void Dispose() => _ = Libc.close(_wake);

    private void Sleep(TimeSpan most, bool listen)
    {
        DemoCalls.PollDescriptor* descriptors = stackalloc DemoCalls.PollDescriptor[2];
        descriptors[0] = new() { fd = _wake, events = DemoCalls.POLLIN };
        descriptors[1] = new() { fd = listen ? _input : -1, events = DemoCalls.POLLIN };
        int timeout = most.TotalMilliseconds > int.MaxValue ? -1 : (int)Math.Ceiling(most.TotalMilliseconds);
        if (DemoCalls.poll(descriptors, 2, timeout) <= 0)
        {
            return;
        }

        if (descriptors[0].revents != 0)
        {
            ulong count;
            _ = Libc.read(_wake, (byte*)&count, sizeof(ulong));
        }

        if (descriptors[1].revents != 0)
        {
            _keyAt = 0;
            _keyCount = Math.Max(0, Libc.Read(_input, _keys));
            _ended |= _keyCount == 0;
        }
    }

    private void Wake()
    {
        ulong one = 1;
        _ = Libc.write(_wake, (byte*)&one, sizeof(ulong));
    }

    private static void MakeRaw(int terminal)
    {
        Libc.Termios2 settings;
        if (Libc.ioctl(terminal, Libc.TCGETS2, &settings) != 0)
        {
            return;
        }

        settings.c_iflag &= ~(
            Libc.BRKINT | Libc.PARMRK | Libc.ISTRIP | Libc.INLCR | Libc.IGNCR | Libc.ICRNL | Libc.IXON);
        settings.c_oflag &= ~Libc.OPOST;
        settings.c_lflag &= ~(Libc.ECHO | Libc.ICANON | Libc.ISIG | Libc.IEXTEN);
        settings.c_cc[Libc.VMIN] = 1;
        settings.c_cc[Libc.VTIME] = 0;
        _ = Libc.ioctl(terminal, Libc.TCSETS2, &settings);
    }
}
