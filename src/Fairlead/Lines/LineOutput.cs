namespace Fairlead.Lines;

/// <summary>
/// A line's way out: a bounded queue with BREAKs and pauses in their places, sent at the line's pace. What the far
/// end takes at once is never copied. Loop-confined; lives as long as its line, over every reopening.
/// </summary>
/// <param name="sink">Where it goes.</param>
/// <param name="roomGrew">Called when there is room again after <see cref="Write"/> refused
/// some; never from within it.</param>
/// <param name="time">For pauses and pacing.</param>
/// <param name="pacing">How slowly it sends.</param>
/// <param name="sendBreak">
/// Sends a BREAK of a length; completes when it is over, whether it succeeded or not, and does not throw. Null if the
/// line cannot break.
/// </param>
sealed class LineOutput(
    IOutputSink sink,
    Action roomGrew,
    TimeProvider time,
    LinePacing pacing = default,
    Func<TimeSpan, Task>? sendBreak = null)
{
    private readonly OutputQueue _queue = new();
    private CancellationTokenSource? _pause;
    private Task _step = Task.CompletedTask;
    private int _discards;
    private bool _running;
    private bool _waiting;
    private bool _refused;
    private bool _wantsWritable;

    /// <summary>How many more bytes <see cref="Write"/> is sure to take.</summary>
    public int Room => _queue.Room;

    /// <summary>True if nothing is queued and no BREAK or pause is under way.</summary>
    public bool IsIdle => _queue.IsEmpty && !_waiting;

    /// <summary>The BREAK or pause under way, for whoever ends the line.</summary>
    public Task Step => _step;

    /// <summary>The line is up: what waits may leave.</summary>
    public void Start()
    {
        _running = true;
        PumpAndTell();
    }

    /// <summary>The line is not up: what is written waits.</summary>
    public void Stop()
    {
        _running = false;
        _wantsWritable = false;
    }

    /// <summary>Takes what the far end or the queue takes and returns how many bytes that was.</summary>
    public int Write(ReadOnlySpan<byte> data)
    {
        int taken = 0;
        if (_running && !_waiting && _queue.IsEmpty && pacing.IsNone)
        {
            taken = sink.Write(data);
        }

        while (taken < data.Length)
        {
            int queued = _queue.Add(data[taken..]);
            taken += queued;
            Pump();
            if (queued == 0)
            {
                _refused = true;
                break;
            }
        }

        return taken;
    }

    /// <summary>A BREAK after what is queued; false if the line cannot, or too many are queued.</summary>
    public bool Break(TimeSpan length)
    {
        bool queued = sendBreak is not null && _queue.AddControl(isBreak: true, length);
        Pump();
        return queued;
    }

    /// <summary>A pause after what is queued; false if too many are queued.</summary>
    public bool Pause(TimeSpan length)
    {
        bool queued = _queue.AddControl(isBreak: false, length);
        Pump();
        return queued;
    }

    /// <summary>Drops what is queued, and the rest of a pause. A BREAK that has begun ends in its own time.</summary>
    public void Discard()
    {
        _queue.Clear();
        if (_pause is not null)
        {
            _pause.Cancel();
            _pause = null;
            _waiting = false;
            _discards++;
        }

        WantWritable(false);
        TellRoom();
    }

    /// <summary>The sink has room.</summary>
    public void Writable() => PumpAndTell();

    private void PumpAndTell()
    {
        Pump();
        TellRoom();
    }

    private void TellRoom()
    {
        if (_refused && _running && Room >= OutputQueue.Capacity / 4)
        {
            _refused = false;
            roomGrew();
        }
    }

    private void Pump()
    {
        while (_running && !_waiting)
        {
            if (_queue.TryTakeControl(out OutputControl control))
            {
                Begin(control.IsBreak ? sendBreak!(control.Length) : PauseAsync(control.Length));
                continue;
            }

            ReadOnlySpan<byte> bytes = _queue.Peek();
            bytes = bytes[..pacing.Burst(bytes)];
            int sent = bytes.IsEmpty ? 0 : sink.Write(bytes);
            TimeSpan delay = sent == 0 || pacing.IsNone ? TimeSpan.Zero : DelayAfter(bytes, sent);
            bool full = sent < bytes.Length;
            bool empty = bytes.IsEmpty;
            _queue.Advance(sent);
            if (delay > TimeSpan.Zero)
            {
                Begin(PauseAsync(delay));
            }
            else if (full || empty)
            {
                WantWritable(full);
                return;
            }
        }
    }

    private TimeSpan DelayAfter(ReadOnlySpan<byte> bytes, int sent) =>
        pacing.After(bytes[sent - 1], _queue.ByteAt(sent));

    private void Begin(Task step)
    {
        WantWritable(false);
        if (!step.IsCompleted)
        {
            _waiting = true;
            _step = FinishAsync(step);
        }
    }

    private async Task FinishAsync(Task step)
    {
        int discards = _discards;
        await step;
        if (discards == _discards)
        {
            _waiting = false;
            PumpAndTell();
        }
    }

    private async Task PauseAsync(TimeSpan length)
    {
        using var pause = new CancellationTokenSource();
        _pause = pause;
        await Task.Delay(length, time, pause.Token).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _pause = _pause == pause ? null : _pause;
    }

    private void WantWritable(bool wanted)
    {
        if (_wantsWritable != wanted)
        {
            _wantsWritable = wanted;
            sink.WantWritable(wanted);
        }
    }
}
