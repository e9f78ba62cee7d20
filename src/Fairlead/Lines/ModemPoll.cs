using Fairlead.Daemon;
using Fairlead.Tty;

namespace Fairlead.Lines;

/// <summary>
/// Looks once a second at the modem lines and error counters of all lines that have any, off the loop; the loop hears
/// only of changes. A driver that hangs loses its own line's samples, not the others'. Loop-confined but for the
/// thread.
/// </summary>
/// <remarks>
/// USB adapters too: TIOCMIWAIT would tell a change at once, but nothing ends it when the line is closed, and as long
/// as it waits the kernel keeps the device open and locked.
/// </remarks>
sealed class ModemPoll(EventLoop loop, TimeProvider time) : IDisposable
{
    /// <summary>Time between two looks.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly List<Watched> _watched = [];
    private Watched[] _snapshot = [];
    private Round? _round;
    private ITimer? _timer;

    /// <summary>Samples this device from now on and tells the loop of each change.</summary>
    public void Add(OpenTty tty, Action<TtySample> changed)
    {
        _watched.Add(new Watched(tty, changed));
        Changed();
    }

    /// <summary>Samples it no more; what is under way is not told.</summary>
    public void Remove(OpenTty tty)
    {
        foreach (Watched watched in _watched.Where(w => w.Tty == tty))
        {
            watched.Over = true;
        }

        _watched.RemoveAll(w => w.Over);
        Changed();
    }

    public void Dispose() => _timer?.Dispose();

    private void Changed()
    {
        Volatile.Write(ref _snapshot, [.. _watched]);
        if (_watched.Count == 0)
        {
            _timer?.Dispose();
            _timer = null;
        }
        else
        {
            _timer ??= time.CreateTimer(static state => ((ModemPoll)state!).Tick(), this, Period, Period);
        }
    }

    /// <summary>On a timer's thread: begins a round, unless the last is under way;
    /// one that hangs is left behind.</summary>
    private void Tick()
    {
        Round? last = Volatile.Read(ref _round);
        if (last is { Done: false })
        {
            if (!last.Hangs)
            {
                last.Hangs = true;
                return;
            }

            // Second look at the same call: leave that thread in its driver, and that line out until it comes back.
            last.Abandoned = true;
        }

        var round = new Round();
        Volatile.Write(ref _round, round);
        Watched[] all = Volatile.Read(ref _snapshot);
        new Thread(() => Look(all, round), 256 * 1024) { IsBackground = true, Name = "modem poll" }.Start();
    }

    private void Look(Watched[] all, Round round)
    {
        foreach (Watched watched in all)
        {
            if (round.Abandoned)
            {
                return;
            }

            if (Interlocked.Exchange(ref watched.Busy, 1) == 1)
            {
                continue;
            }

            TtySample? sample = watched.Tty.Sample();
            Volatile.Write(ref watched.Busy, 0);
            round.Hangs = false;
            if (sample is { } now && now != watched.Last)
            {
                watched.Last = now;
                loop.Post(
                    _ =>
                    {
                        if (!watched.Over)
                        {
                            watched.Changed(now);
                        }
                    },
                    null);
            }
        }

        round.Done = true;
    }

    private sealed class Watched(OpenTty tty, Action<TtySample> changed)
    {
        public OpenTty Tty { get; } = tty;

        public Action<TtySample> Changed { get; } = changed;

        public TtySample Last { get; set; } = tty.Sampled;

        /// <summary>1 while a thread is in its driver.</summary>
        public int Busy;

        public bool Over { get; set; }
    }

    private sealed class Round
    {
        public volatile bool Done;
        public volatile bool Hangs;
        public volatile bool Abandoned;
    }
}
