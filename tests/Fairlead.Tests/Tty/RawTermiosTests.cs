using Fairlead.Ports;
using Fairlead.Tty;

namespace Fairlead.Tests.Tty;

public sealed class RawTermiosTests
{
    [Theory]
    [InlineData("8N1", Libc.CS8)]
    [InlineData("7E1", Libc.CS7 | Libc.PARENB)]
    [InlineData("7O2", Libc.CS7 | Libc.PARENB | Libc.PARODD | Libc.CSTOPB)]
    [InlineData("8M1", Libc.CS8 | Libc.PARENB | Libc.PARODD | Libc.CMSPAR)]
    [InlineData("5S1", Libc.CS5 | Libc.PARENB | Libc.CMSPAR)]
    public void The_format_is_in_the_control_flags(string format, uint flags)
    {
        Assert.True(new LineSettings().TryWithFormat(format, out LineSettings settings));

        Assert.Equal(Libc.BOTHER | Libc.CREAD | Libc.CLOCAL | flags, RawTermios.From(settings).c_cflag);
    }

    [Fact]
    public void Rtscts_is_a_control_flag_and_xonxoff_two_input_flags()
    {
        Libc.Termios2 hardware = RawTermios.From(new LineSettings { Flow = FlowControl.RtsCts });
        Libc.Termios2 software = RawTermios.From(new LineSettings { Flow = FlowControl.XonXoff });

        Assert.Equal(Libc.CRTSCTS, hardware.c_cflag & Libc.CRTSCTS);
        Assert.Equal(Libc.IGNBRK, hardware.c_iflag);
        Assert.Equal(Libc.IGNBRK | Libc.IXON | Libc.IXOFF, software.c_iflag);
        Assert.Equal(0u, software.c_cflag & Libc.CRTSCTS);
    }

    [Theory]
    [InlineData(115200, 115200, null)]
    [InlineData(115200, 117000, null)]
    [InlineData(921600, 9600, "speed is 9600 instead of 921600")]
    [InlineData(100000, 102501, "speed is 102501 instead of 100000")]
    public void A_speed_that_is_off_by_more_than_two_and_a_half_percent_is_a_problem(
        int asked, uint actual, string? problem)
    {
        var settings = new LineSettings { Baud = asked };
        Libc.Termios2 readBack = RawTermios.From(settings);
        readBack.c_ospeed = actual;

        Assert.Equal(problem, RawTermios.Difference(settings, readBack));
    }

    [Fact]
    public void A_driver_that_keeps_its_own_format_or_flow_control_is_a_problem()
    {
        var settings = new LineSettings { DataBits = 7, Parity = Parity.Even, Flow = FlowControl.RtsCts };
        Libc.Termios2 format = RawTermios.From(settings with { DataBits = 8, Parity = Parity.None });
        Libc.Termios2 flow = RawTermios.From(settings with { Flow = FlowControl.None });

        Assert.Equal("the driver does not take the format 7E1", RawTermios.Difference(settings, format));
        Assert.Equal("the driver does not take rtscts", RawTermios.Difference(settings, flow));
    }

    [Theory]
    [InlineData(4, 0, 115200, 115200, 115200.0)]
    [InlineData(4, 0, 115200, 100000, 115200.0)]
    [InlineData(4, 2, 921600, 300000, 307200.0)]
    [InlineData(32, 2, 3000000, 921600, null)]
    [InlineData(4, 3, 1500000, 921600, null)]
    [InlineData(4, 0, 0, 9600, null)]
    public void An_8250_runs_at_what_its_divisor_gives(int type, byte ioType, int baudBase, int asked, double? real)
    {
        var serial = new Libc.SerialStruct { type = type, io_type = ioType, baud_base = baudBase };

        Assert.Equal(real, UartDivisor.RealSpeed(serial, asked));
    }

    [Fact]
    public unsafe void Structs_have_the_kernels_sizes()
    {
        // sizeof on x86-64 and arm64, from linux/serial.h and asm/termbits.h.
        Assert.Equal(44, sizeof(Libc.Termios2));
        Assert.Equal(72, sizeof(Libc.SerialStruct));
        Assert.Equal(80, sizeof(Libc.SerialICounter));
        Assert.Equal(32, sizeof(Libc.SerialRs485));
    }
}
