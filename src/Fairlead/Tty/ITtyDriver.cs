using Fairlead.Ports;

namespace Fairlead.Tty;

/// <summary>What an open serial device can do.</summary>
/// <param name="IsPty">A pty: no speed, no BREAK, no modem lines.</param>
/// <param name="HasModemLines">TIOCMGET answers.</param>
/// <param name="HasCounters">TIOCGICOUNT answers.</param>
/// <param name="HasLatency">TIOCGSERIAL answers, so that low_latency can be set.</param>
readonly record struct TtyTraits(bool IsPty, bool HasModemLines, bool HasCounters, bool HasLatency);

/// <summary>What came of opening a device.</summary>
abstract record TtyOpening
{
    private TtyOpening()
    {
    }

    /// <param name="Fd">The descriptor, owned by the receiver until <see cref="ITtyDriver.Close"/>.</param>
    /// <param name="Problem">What is not as it was asked to be, or null.</param>
    public sealed record Opened(int Fd, TtyTraits Traits, string? Problem) : TtyOpening;

    /// <param name="Why">For the operator.</param>
    public sealed record Refused(string Why) : TtyOpening;
}

/// <summary>What a device's signals are at one moment.</summary>
readonly record struct TtySample(ModemLines Modem, LineCounters Counters);

/// <summary>
/// The calls into a serial driver. Each of them may hang for as long as the driver likes, so that none is made on
/// the loop; different threads may be in different calls at once.
/// </summary>
interface ITtyDriver
{
    /// <summary>Opens a device for us alone, raw, silent and without a BREAK.</summary>
    TtyOpening Open(string device, LineSettings settings);

    /// <summary>Takes over a descriptor that was open all the time: nothing is flushed, drained or dropped.</summary>
    TtyOpening Adopt(int fd, string device, LineSettings settings);

    /// <summary>Changes the settings of an open device without draining it; returns what is wrong, or null.</summary>
    string? Configure(int fd, TtyTraits traits, LineSettings settings);

    /// <summary>Ends a BREAK, drops what is not yet sent, gives the device free and closes it.</summary>
    void Close(int fd, string device);

    /// <summary>Begins or ends a BREAK; false if the driver refuses.</summary>
    bool Break(int fd, bool on);

    /// <summary>Bytes that the kernel has not yet sent.</summary>
    int OutputQueued(int fd);

    /// <summary>Drops what the kernel has not yet sent.</summary>
    void DiscardOutput(int fd);

    /// <summary>Modem lines and counters now.</summary>
    TtySample Sample(int fd, TtyTraits traits);

    /// <summary>Raises and lowers DTR and RTS; false if the driver refuses.</summary>
    bool SetModemLines(int fd, ModemLines raise, ModemLines lower);

    /// <summary>Whether the driver hands on each character at once.</summary>
    void SetLowLatency(int fd, bool on);
}
