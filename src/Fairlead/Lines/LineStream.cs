using Fairlead.Daemon;
using Fairlead.Daemon.Loop;
using Fairlead.Ports;
using Fairlead.Tty;

namespace Fairlead.Lines;

/// <summary>
/// The data of one open, non-blocking descriptor (tty, pty or socket): what comes is read straight into the owner's
/// log, what goes is written straight from the caller. A line that streams in fragments is read by the loop's tick.
/// Loop-confined. Does not own the descriptor: <see cref="Detach"/> it, then close it.
/// </summary>
/// <param name="fd">The descriptor.</param>
/// <param name="isSocket">Written by send(2), so that a vanished peer raises no SIGPIPE.</param>
/// <param name="owner">Where the bytes go.</param>
/// <param name="writable">There is room for output, after <see cref="WantWritable"/>.</param>
/// <param name="gone">The far end is gone, and why; comes once, when everything it had sent is read.</param>
/// <param name="decode">Takes out of what was read what is not data; null if all is.</param>
sealed class LineStream(
    EventLoop loop, int fd, bool isSocket, ILineOwner owner, Action writable, Action<string> gone,
    InputFilter? decode = null)
    : IPollable, IBulk, IOutputSink, IFailable
{
    /// <summary>What a tty gives at most in one read (N_TTY_BUF_SIZE - 1).</summary>
    private const int ReadSize = 4095;

    private const int SocketReadSize = 16 * 1024;

    /// <summary>Then the others have their turn: 0.6 ms of a line that is flat out.</summary>
    private const int MostPerTurn = 64 * 1024;

    private readonly BulkMeter _meter = new();
    private bool _attached;
    private bool _writable;
    private bool _held;
    private bool _full;
    private bool _hungUp;
    private bool _bulk;
    private bool _showDue;
    private ShowAtTick? _show;

    /// <summary>True while the tick reads it.</summary>
    public bool IsBulk => _bulk;

    /// <summary>Starts reading.</summary>
    public void Attach()
    {
        if (!_attached)
        {
            loop.Add(fd, Wanted, this);
            _attached = true;
        }
    }

    /// <summary>Leaves the loop; nothing is called any more.</summary>
    public void Detach()
    {
        LeaveBulk();
        Show();
        if (_attached)
        {
            _attached = false;
            loop.Remove(fd);
        }
    }

    /// <summary>Stops (true) or resumes reading; also resumes when the owner had no place left.</summary>
    public void Hold(bool held)
    {
        _held = held;
        _full = false;
        if (held)
        {
            LeaveBulk();
        }
        else if (_hungUp)
        {
            ReadAll(untilGone: true);
        }

        Update();
    }

    /// <inheritdoc/>
    public void Ready(uint events)
    {
        if ((events & Libc.EPOLLOUT) != 0)
        {
            writable();
        }

        if ((events & (Libc.EPOLLHUP | Libc.EPOLLERR)) != 0 && _attached)
        {
            // Out at once, because it would be reported for ever; but what it said before is still there to be read.
            Detach();
            _hungUp = true;
            if (!_held)
            {
                ReadAll(untilGone: true);
            }
        }
        else if ((events & Libc.EPOLLIN) != 0 && _attached && !_bulk)
        {
            int read = ReadAll(untilGone: false);
            if (_attached && _meter.Woke(loop.TurnBegan, read))
            {
                _bulk = true;
                loop.AddBulk(this);
                Update();
            }
        }
    }

    /// <inheritdoc/>
    public bool Tick()
    {
        int read = ReadAll(untilGone: false);
        if (_bulk && !_meter.Ticked(loop.TurnBegan, read))
        {
            LeaveBulk();
            Update();
        }

        return _bulk && read >= MostPerTurn;
    }

    /// <inheritdoc/>
    public void Failed(Exception exception)
    {
        Detach();
        gone(exception.Message);
    }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> data)
    {
        if (!_attached || data.IsEmpty)
        {
            return 0;
        }

        _meter.Wrote(loop.TurnBegan);
        if (_bulk)
        {
            LeaveBulk();
            Update();
        }

        int sent = isSocket ? Libc.Send(fd, data) : Libc.Write(fd, data);
        if (sent >= 0)
        {
            return sent;
        }

        if (sent != -Libc.EAGAIN)
        {
            // Not from here: the caller is in the middle of its output.
            loop.Post(static state => ((LineStream)state!).Ready(Libc.EPOLLHUP), this);
        }

        return 0;
    }

    /// <inheritdoc/>
    public void WantWritable(bool wanted)
    {
        _writable = wanted;
        Update();
    }

    private void ShowSoon()
    {
        if (!_showDue)
        {
            _showDue = true;
            loop.AddBulk(_show ??= new ShowAtTick(this));
        }
    }

    // What a flood left unshown.
    private void Show()
    {
        if (_showDue)
        {
            _showDue = false;
            loop.RemoveBulk(_show!);
            owner.Received(0);
        }
    }

    private uint Wanted =>
        (_held || _full || _bulk ? 0 : Libc.EPOLLIN) | (_writable ? Libc.EPOLLOUT : 0);

    private void Update()
    {
        if (_attached)
        {
            loop.Modify(fd, Wanted);
        }
    }

    private void LeaveBulk()
    {
        if (_bulk)
        {
            _bulk = false;
            loop.RemoveBulk(this);
        }
    }

    /// <summary>Reads while full reads come, or to the very end; returns how many bytes came.</summary>
    private int ReadAll(bool untilGone)
    {
        int total = 0;
        while (untilGone || total < MostPerTurn)
        {
            Span<byte> place = owner.Reserve(isSocket ? SocketReadSize : ReadSize);
            if (place.IsEmpty)
            {
                owner.Received(0);
                _full = true;
                LeaveBulk();
                Update();
                return total;
            }

            int read = Libc.Read(fd, place);
            // A full read means a flood: it is shown in large portions, and what is left of it by the next tick.
            bool flood = !untilGone && (read == place.Length || (read == -Libc.EAGAIN && total > 0));
            owner.Received(read > 0 && decode is not null ? decode(place[..read]) : Math.Max(read, 0), more: flood);
            if (flood)
            {
                loop.StayAwake();
                ShowSoon();
            }

            if (read <= 0)
            {
                if (read != -Libc.EAGAIN || untilGone)
                {
                    _hungUp = false;
                    Detach();
                    gone(read is 0 or -Libc.EAGAIN ? "hung up" : Libc.Describe(-read));
                }

                return total;
            }

            total += read;
            if (read < place.Length && !untilGone)
            {
                return total;
            }

            if (_held)
            {
                return total;
            }
        }

        return total;
    }

    private sealed class ShowAtTick(LineStream stream) : IBulk
    {
        public bool Tick()
        {
            stream.Show();
            return false;
        }
    }
}
