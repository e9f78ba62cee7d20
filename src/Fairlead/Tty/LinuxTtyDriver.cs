using System.Collections.Concurrent;
using Fairlead.Lines;
using Fairlead.Ports;

namespace Fairlead.Tty;

/// <summary>Serial devices as Linux has them: 8250s, USB adapters, ptys.</summary>
/// <param name="locks">Where UUCP lock files are, by which programs keep out of each other's way.</param>
sealed unsafe class LinuxTtyDriver(DeviceLock locks) : ITtyDriver
{
    // Which device a descriptor has locked: once it has vanished, its name says so no more.
    private readonly ConcurrentDictionary<int, string> _locked = new();

    /// <inheritdoc/>
    public TtyOpening Open(string device, LineSettings settings)
    {
        string real = DeviceLock.RealPath(device);

        // Asked before open(), which would raise DTR on a line that is somebody else's.
        if (locks.Holder(real) is { } holder)
        {
            return new TtyOpening.Refused($"{device} is in use by {holder}");
        }

        int fd = Libc.open(device, Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (fd < 0)
        {
            return new TtyOpening.Refused(WhyNotOpen(device, real, Libc.Errno));
        }

        if (Libc.flock(fd, Libc.LOCK_EX | Libc.LOCK_NB) != 0)
        {
            _ = Libc.close(fd);
            return new TtyOpening.Refused($"{device} is in use by {DeviceHolder.Find(real)}");
        }

        // The first call to the driver: from here on nothing that the device says is echoed to it.
        if (!Set(fd, settings))
        {
            string why = Libc.Errno == Libc.ENOTTY
                ? "is not a serial device"
                : $"takes no settings: {Libc.Describe(Libc.Errno)}";
            _ = Libc.close(fd);
            return new TtyOpening.Refused($"{device} {why}");
        }

        _ = Libc.ioctl(fd, Libc.TIOCCBRK, 0);
        _ = Libc.ioctl(fd, Libc.TCFLSH, Libc.TCOFLUSH);
        if (locks.Take(real) is { } other)
        {
            _ = Libc.close(fd);
            return new TtyOpening.Refused($"{device} is in use by {other}");
        }

        _locked[fd] = real;
        _ = Libc.ioctl(fd, Libc.TIOCEXCL, 0);
        TtyTraits traits = Traits(fd);
        return new TtyOpening.Opened(fd, traits, Check(fd, traits, settings));
    }

    /// <inheritdoc/>
    public TtyOpening Adopt(int fd, string device, LineSettings settings)
    {
        // A daemon that died while it sent a BREAK has left the line in it.
        _ = Libc.ioctl(fd, Libc.TIOCCBRK, 0);
        Libc.Termios2 wanted = RawTermios.From(settings);
        Libc.Termios2 actual;
        if (Libc.ioctl(fd, Libc.TCGETS2, &actual) != 0)
        {
            string why = Libc.Describe(Libc.Errno);
            _ = Libc.close(fd);
            return new TtyOpening.Refused($"{device} did not survive: {why}");
        }

        if (!RawTermios.Same(wanted, actual))
        {
            _ = Set(fd, settings);
        }

        _ = Libc.flock(fd, Libc.LOCK_EX | Libc.LOCK_NB);
        string real = DeviceLock.RealPath(device);
        string? other = locks.Take(real);
        _locked[fd] = real;
        TtyTraits traits = Traits(fd);
        string? problem = other is null ? Check(fd, traits, settings) : $"{device} is also in use by {other}";
        return new TtyOpening.Opened(fd, traits, problem);
    }

    /// <inheritdoc/>
    public string? Configure(int fd, TtyTraits traits, LineSettings settings) =>
        Set(fd, settings)
            ? Check(fd, traits, settings)
            : $"settings {settings} were not taken: {Libc.Describe(Libc.Errno)}";

    /// <inheritdoc/>
    public void Close(int fd, string device)
    {
        _ = Libc.ioctl(fd, Libc.TIOCCBRK, 0);
        _ = Libc.ioctl(fd, Libc.TCFLSH, Libc.TCOFLUSH);
        _ = Libc.ioctl(fd, Libc.TIOCNXCL, 0);
        if (_locked.TryRemove(fd, out string? real))
        {
            locks.Release(real);
        }

        _ = Libc.close(fd);
    }

    /// <inheritdoc/>
    public bool Break(int fd, bool on) => Libc.ioctl(fd, on ? Libc.TIOCSBRK : Libc.TIOCCBRK, 0) == 0;

    /// <inheritdoc/>
    public int OutputQueued(int fd)
    {
        int queued;
        return Libc.ioctl(fd, Libc.TIOCOUTQ, &queued) == 0 ? queued : 0;
    }

    /// <inheritdoc/>
    public void DiscardOutput(int fd) => _ = Libc.ioctl(fd, Libc.TCFLSH, Libc.TCOFLUSH);

    /// <inheritdoc/>
    public TtySample Sample(int fd, TtyTraits traits)
    {
        int modem = 0;
        Libc.SerialICounter count = default;
        bool hasModem = traits.HasModemLines && Libc.ioctl(fd, Libc.TIOCMGET, &modem) == 0;
        bool counts = traits.HasCounters && Libc.ioctl(fd, Libc.TIOCGICOUNT, &count) == 0;
        return new TtySample(
            hasModem ? TiocmBits.ToModemLines(modem) : ModemLines.None,
            counts
                ? new LineCounters(count.frame, count.parity, count.overrun, count.buf_overrun, count.brk)
                : default);
    }

    /// <inheritdoc/>
    public bool SetModemLines(int fd, ModemLines raise, ModemLines lower)
    {
        int set = TiocmBits.FromModemLines(raise);
        int clear = TiocmBits.FromModemLines(lower);
        return (set == 0 || Libc.ioctl(fd, Libc.TIOCMBIS, &set) == 0)
            && (clear == 0 || Libc.ioctl(fd, Libc.TIOCMBIC, &clear) == 0);
    }

    /// <inheritdoc/>
    public void SetLowLatency(int fd, bool on)
    {
        Libc.SerialStruct serial;
        if (Libc.ioctl(fd, Libc.TIOCGSERIAL, &serial) == 0)
        {
            serial.flags = on ? serial.flags | Libc.ASYNC_LOW_LATENCY : serial.flags & ~Libc.ASYNC_LOW_LATENCY;
            _ = Libc.ioctl(fd, Libc.TIOCSSERIAL, &serial);
        }
    }

    private static bool Set(int fd, LineSettings settings)
    {
        Libc.Termios2 termios = RawTermios.From(settings);
        return Libc.ioctl(fd, Libc.TCSETS2, &termios) == 0;
    }

    private static TtyTraits Traits(int fd)
    {
        int modem;
        Libc.SerialICounter counters;
        Libc.SerialStruct serial;
        return new TtyTraits(
            IsPtySlave(fd),
            Libc.ioctl(fd, Libc.TIOCMGET, &modem) == 0,
            Libc.ioctl(fd, Libc.TIOCGICOUNT, &counters) == 0,
            Libc.ioctl(fd, Libc.TIOCGSERIAL, &serial) == 0);
    }

    private static bool IsPtySlave(int fd) =>
        DeviceLock.RealPath($"/proc/self/fd/{fd}").StartsWith("/dev/pts/", StringComparison.Ordinal);

    private static string? Check(int fd, TtyTraits traits, LineSettings settings)
    {
        if (traits.IsPty)
        {
            return null;
        }

        Libc.Termios2 actual;
        if (Libc.ioctl(fd, Libc.TCGETS2, &actual) != 0)
        {
            return $"settings cannot be read back: {Libc.Describe(Libc.Errno)}";
        }

        Libc.SerialStruct serial;
        double? real = traits.HasLatency && Libc.ioctl(fd, Libc.TIOCGSERIAL, &serial) == 0
            ? UartDivisor.RealSpeed(serial, settings.Baud)
            : null;
        return RawTermios.Difference(settings, actual)
            ?? (real is { } speed ? RawTermios.SpeedProblem(settings.Baud, speed) : null)
            ?? SetRs485(fd, settings.Rs485);
    }

    private static string? SetRs485(int fd, bool on)
    {
        Libc.SerialRs485 rs485;
        bool has = Libc.ioctl(fd, Libc.TIOCGRS485, &rs485) == 0;
        bool isOn = has && (rs485.flags & Libc.SER_RS485_ENABLED) != 0;
        if (isOn == on)
        {
            return null;
        }

        rs485.flags = on
            ? rs485.flags | Libc.SER_RS485_ENABLED | Libc.SER_RS485_RTS_ON_SEND
            : rs485.flags & ~Libc.SER_RS485_ENABLED;
        return has && Libc.ioctl(fd, Libc.TIOCSRS485, &rs485) == 0 ? null : "the driver does not take RS-485";
    }

    private static string WhyNotOpen(string device, string real, int errno) => errno switch
    {
        Libc.ENOENT or Libc.ENODEV or Libc.ENXIO or Libc.EIO => $"{device} is not there",
        Libc.EBUSY => $"{device} is in use by {DeviceHolder.Find(real)}",
        Libc.EACCES => $"{device} is not ours to open: permission denied",
        _ => $"{device}: {Libc.Describe(errno)}",
    };
}
