namespace Fairlead.Tty;

/// <summary>The speed that a UART with an integer divisor really runs at.</summary>
static class UartDivisor
{
    // linux/serial_core.h. Others have fractional divisors or report a base of their own, and would raise false alarms.
    private const int PORT_8250 = 1;
    private const int PORT_16750 = 8;
    private const byte UPIO_PORT = 0;
    private const byte UPIO_MEM = 2;

    /// <summary>
    /// Bits per second as the divisor of this 8250 gives them, or null if the driver has none that we know.
    /// </summary>
    public static double? RealSpeed(in Libc.SerialStruct serial, int asked)
    {
        bool known = serial.type is >= PORT_8250 and <= PORT_16750 && serial.io_type is (UPIO_PORT or UPIO_MEM);
        if (!known || serial.baud_base <= 0 || asked <= 0)
        {
            return null;
        }

        double divisor = Math.Max(1, Math.Round((double)serial.baud_base / asked, MidpointRounding.AwayFromZero));
        return serial.baud_base / divisor;
    }
}
