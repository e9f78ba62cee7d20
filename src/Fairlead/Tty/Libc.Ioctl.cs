using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fairlead.Tty;

/// <summary>ioctl_tty(2).</summary>
static unsafe partial class Libc
{
    public const uint TIOCEXCL = 0x540C;
    public const uint TIOCNXCL = 0x540D;
    public const uint TIOCSCTTY = 0x540E;
    public const uint TIOCOUTQ = 0x5411;
    public const uint TIOCGWINSZ = 0x5413;
    public const uint TIOCSWINSZ = 0x5414;
    public const uint TIOCMGET = 0x5415;
    public const uint TIOCMBIS = 0x5416;
    public const uint TIOCMBIC = 0x5417;
    public const uint TIOCMSET = 0x5418;
    public const uint FIONREAD = 0x541B;
    public const uint TIOCGSERIAL = 0x541E;
    public const uint TIOCSSERIAL = 0x541F;
    public const uint TIOCSBRK = 0x5427;
    public const uint TIOCCBRK = 0x5428;
    public const uint TIOCGRS485 = 0x542E;
    public const uint TIOCSRS485 = 0x542F;
    public const uint TIOCMIWAIT = 0x545C;
    public const uint TIOCGICOUNT = 0x545D;

    public const int TIOCM_DTR = 0x002;
    public const int TIOCM_RTS = 0x004;
    public const int TIOCM_CTS = 0x020;
    public const int TIOCM_CAR = 0x040;
    public const int TIOCM_RNG = 0x080;
    public const int TIOCM_DSR = 0x100;

    public const int ASYNC_LOW_LATENCY = 0x2000;
    public const uint SER_RS485_ENABLED = 1;
    public const uint SER_RS485_RTS_ON_SEND = 2;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int fd, nuint request, nint arg);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ioctl(int fd, nuint request, void* arg);

    /// <summary>struct serial_struct (linux/serial.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SerialStruct
    {
        public int type;
        public int line;
        public uint port;
        public int irq;
        public int flags;
        public int xmit_fifo_size;
        public int custom_divisor;
        public int baud_base;
        public ushort close_delay;
        public byte io_type;
        public byte reserved_char;
        public int hub6;
        public ushort closing_wait;
        public ushort closing_wait2;
        public byte* iomem_base;
        public ushort iomem_reg_shift;
        public uint port_high;
        public nuint iomap_base;
    }

    /// <summary>struct serial_icounter_struct (linux/serial.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SerialICounter
    {
        public int cts;
        public int dsr;
        public int rng;
        public int dcd;
        public int rx;
        public int tx;
        public int frame;
        public int overrun;
        public int parity;
        public int brk;
        public int buf_overrun;
        public Reserved9 reserved;
    }

    /// <summary>int reserved[9].</summary>
    [InlineArray(9)]
    public struct Reserved9
    {
        private int _first;
    }

    /// <summary>struct serial_rs485 (linux/serial.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct SerialRs485
    {
        public uint flags;
        public uint delay_rts_before_send;
        public uint delay_rts_after_send;
        public Padding5 padding;
    }

    /// <summary>__u32 padding[5].</summary>
    [InlineArray(5)]
    public struct Padding5
    {
        private uint _first;
    }
}
