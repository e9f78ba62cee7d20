using System.Collections.Concurrent;
using Fairlead.Lines;
using Fairlead.Ports;
using Fairlead.Tty;

namespace Fairlead.Tests.Lines;

/// <summary>
/// A driver whose data moves on real ptys, and whose calls can hang, fail and are recorded ("break on", …) with the
/// time on a clock.
/// </summary>
sealed class FakeTty(TimeProvider time, string lockDirectory) : ITtyDriver
{
    private readonly LinuxTtyDriver _real = new(new DeviceLock(lockDirectory));

    public ConcurrentQueue<(string Call, long At)> Calls { get; } = new();

    /// <summary>Calls of this name on this device hang until the event is set; "open /dev/pts/3".</summary>
    public ConcurrentDictionary<string, ManualResetEventSlim> Hangs { get; } = new();

    public bool HasModemLines { get; set; }

    /// <summary>What the next sample says.</summary>
    public TtySample Now { get; set; }

    /// <summary>Bytes that the kernel says are not yet sent; each look takes one off.</summary>
    public int Queued { get; set; }

    public string[] Names => [.. Calls.Select(c => c.Call)];

    public long TimeOf(string call) => Calls.First(c => c.Call == call).At;

    public TtyOpening Open(string device, LineSettings settings)
    {
        Enter($"open {device}");
        return _real.Open(device, settings) is TtyOpening.Opened opened
            ? opened with { Traits = new TtyTraits(!HasModemLines, HasModemLines, HasModemLines, HasModemLines) }
            : new TtyOpening.Refused($"{device} is not there");
    }

    public TtyOpening Adopt(int fd, string device, LineSettings settings)
    {
        Enter($"adopt {device}");
        return _real.Adopt(fd, device, settings);
    }

    public string? Configure(int fd, TtyTraits traits, LineSettings settings)
    {
        Enter("configure");
        return _real.Configure(fd, traits, settings);
    }

    public void Close(int fd, string device)
    {
        Enter($"close {device}");
        _real.Close(fd, device);
    }

    public bool Break(int fd, bool on)
    {
        Enter(on ? "break on" : "break off");
        return true;
    }

    public int OutputQueued(int fd)
    {
        Enter("outq");
        return Queued == 0 ? 0 : Queued--;
    }

    public void DiscardOutput(int fd)
    {
        Enter("flush");
        Queued = 0;
    }

    public TtySample Sample(int fd, TtyTraits traits)
    {
        Enter("sample");
        return Now;
    }

    public bool SetModemLines(int fd, ModemLines raise, ModemLines lower)
    {
        Enter($"raise {raise} lower {lower}");
        return true;
    }

    public void SetLowLatency(int fd, bool on) => Enter(on ? "latency low" : "latency high");

    private void Enter(string call)
    {
        Calls.Enqueue((call, time.GetTimestamp()));
        if (Hangs.TryGetValue(call, out ManualResetEventSlim? released))
        {
            released.Wait();
        }
    }
}
