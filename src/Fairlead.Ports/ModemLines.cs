namespace Fairlead.Ports;

/// <summary>The circuits of EIA-232 beside the data (ioctl_tty(2): TIOCMGET).</summary>
[Flags]
public enum ModemLines
{
    None = 0,
    Dtr = 1,
    Rts = 2,
    Cts = 4,
    Dsr = 8,
    Dcd = 16,
    Ri = 32,
}

/// <summary>What the driver has counted since the line was opened (ioctl_tty(2): TIOCGICOUNT).</summary>
/// <param name="Framing">Characters without a stop bit.</param>
/// <param name="Parity">Characters with wrong parity.</param>
/// <param name="Overrun">Characters that the UART dropped before the driver read them.</param>
/// <param name="BufferOverrun">Characters that the driver dropped because its buffer was full.</param>
/// <param name="Breaks">BREAKs received.</param>
public readonly record struct LineCounters(long Framing, long Parity, long Overrun, long BufferOverrun, long Breaks);
