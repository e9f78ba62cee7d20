using Fairlead.Ports;

namespace Fairlead.Tty;

/// <summary>Modem lines as ioctl_tty(2) numbers them.</summary>
static class TiocmBits
{
    private static readonly (int Bit, ModemLines Line)[] s_lines =
    [
        (Libc.TIOCM_DTR, ModemLines.Dtr),
        (Libc.TIOCM_RTS, ModemLines.Rts),
        (Libc.TIOCM_CTS, ModemLines.Cts),
        (Libc.TIOCM_DSR, ModemLines.Dsr),
        (Libc.TIOCM_CAR, ModemLines.Dcd),
        (Libc.TIOCM_RNG, ModemLines.Ri),
    ];

    public static ModemLines ToModemLines(int bits)
    {
        ModemLines lines = ModemLines.None;
        foreach ((int bit, ModemLines line) in s_lines)
        {
            lines |= (bits & bit) != 0 ? line : ModemLines.None;
        }

        return lines;
    }

    public static int FromModemLines(ModemLines lines)
    {
        int bits = 0;
        foreach ((int bit, ModemLines line) in s_lines)
        {
            bits |= (lines & line) != 0 ? bit : 0;
        }

        return bits;
    }
}
