using System.Globalization;
using Fairlead.Ports;

namespace Fairlead.Tty;

/// <summary>A line's settings as struct termios2: raw, silent, deaf to modem control, of any speed.</summary>
static class RawTermios
{
    /// <summary>What the read-back speed may be off before a UART loses characters.</summary>
    public const double SpeedTolerance = 0.025;

    private const uint FormatFlags = Libc.CSIZE | Libc.PARENB | Libc.PARODD | Libc.CMSPAR | Libc.CSTOPB;

    /// <summary>
    /// Everything is given, nothing is taken from what the device was set to: no echo, no signals, no translation, no
    /// HUPCL. BREAKs received are ignored in the data (IGNBRK) and seen in the driver's counter.
    /// </summary>
    public static Libc.Termios2 From(LineSettings settings)
    {
        var termios = new Libc.Termios2
        {
            c_iflag = Libc.IGNBRK | (settings.Flow == FlowControl.XonXoff ? Libc.IXON | Libc.IXOFF : 0),
            c_cflag = Libc.BOTHER | Libc.CREAD | Libc.CLOCAL | Format(settings)
                | (settings.Flow == FlowControl.RtsCts ? Libc.CRTSCTS : 0),
            c_ispeed = (uint)settings.Baud,
            c_ospeed = (uint)settings.Baud,
        };
        termios.c_cc[Libc.VMIN] = 1;
        termios.c_cc[Libc.VSTART] = 0x11;
        termios.c_cc[Libc.VSTOP] = 0x13;
        return termios;
    }

    /// <summary>True if the device is set so already.</summary>
    public static bool Same(in Libc.Termios2 a, in Libc.Termios2 b) =>
        a.c_iflag == b.c_iflag && a.c_oflag == b.c_oflag && a.c_lflag == b.c_lflag && a.c_ospeed == b.c_ospeed
        && (a.c_cflag & ~Libc.CBAUD) == (b.c_cflag & ~Libc.CBAUD) && a.c_cc[Libc.VMIN] == b.c_cc[Libc.VMIN];

    /// <summary>What the driver did not take, or null.</summary>
    public static string? Difference(LineSettings settings, in Libc.Termios2 actual)
    {
        if (SpeedProblem(settings.Baud, actual.c_ospeed) is { } speed)
        {
            return speed;
        }

        if ((actual.c_cflag & FormatFlags) != Format(settings))
        {
            return $"the driver does not take the format {settings.Format}";
        }

        bool wantsRtsCts = settings.Flow == FlowControl.RtsCts;
        return wantsRtsCts && (actual.c_cflag & Libc.CRTSCTS) == 0 ? "the driver does not take rtscts" : null;
    }

    /// <summary>Says so if the speed is off by more than <see cref="SpeedTolerance"/>.</summary>
    public static string? SpeedProblem(int asked, double actual) =>
        Math.Abs(actual - asked) <= asked * SpeedTolerance
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"speed is {actual:0} instead of {asked}");

    private static uint Format(LineSettings settings)
    {
        uint size = settings.DataBits switch
        {
            5 => Libc.CS5,
            6 => Libc.CS6,
            7 => Libc.CS7,
            _ => Libc.CS8,
        };
        uint parity = settings.Parity switch
        {
            Parity.Odd => Libc.PARENB | Libc.PARODD,
            Parity.Even => Libc.PARENB,
            Parity.Mark => Libc.PARENB | Libc.CMSPAR | Libc.PARODD,
            Parity.Space => Libc.PARENB | Libc.CMSPAR,
            _ => 0,
        };
        return size | parity | (settings.StopBits == 2 ? Libc.CSTOPB : 0);
    }
}
