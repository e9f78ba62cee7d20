using Fairlead.Daemon;
using Fairlead.Ports;
using Fairlead.Tty;

namespace Fairlead.Lines;

/// <summary>
/// A UART, USB adapter or pty as a line: opened off the loop, kept open, opened again when it vanished. Loop-confined.
/// </summary>
sealed class SerialLine : ILine
{
    private readonly EventLoop _loop;
    private readonly ITtyDriver _driver;
    private readonly ModemPoll _poll;
    private readonly TimeProvider _time;
    private readonly TtyWorker _worker;
    private readonly LineOutput _output;
    private readonly SerialSink _sink = new();
    private readonly RetryPause _pause = new();
    private readonly SerialCounters _counters = new();
    private readonly DriverPatience _patience;
    private readonly LineRest _rest;
    private SerialLineSettings _settings;
    private ILineOwner? _owner;
    private Task _run = Task.CompletedTask;
    private OpenTty? _tty;
    private LineStream? _stream;
    private int? _adopted;
    private string? _down;
    private bool _disabled;
    private bool _closing;
    private bool _retry;
    private bool _held;
    private bool _interactive;

    /// <param name="loop">Owns this line.</param>
    /// <param name="settings">What to open and how.</param>
    /// <param name="driver">Makes the calls that may hang.</param>
    /// <param name="poll">Watches modem lines and counters, shared by all lines.</param>
    /// <param name="time">For pauses, deadlines and BREAKs.</param>
    public SerialLine(
        EventLoop loop, SerialLineSettings settings, ITtyDriver driver, ModemPoll poll, TimeProvider time)
    {
        _loop = loop;
        _settings = settings;
        _driver = driver;
        _poll = poll;
        _time = time;
        _worker = new TtyWorker(settings.Device);
        _patience = new DriverPatience(settings.Device, time, Hangs);
        _rest = new LineRest(time);
        _output = new LineOutput(
            _sink,
            () => _owner?.WriteRoomGrew(),
            time,
            new LinePacing(settings.CharDelay, settings.LineDelay),
            SendBreakAsync);
    }

    /// <inheritdoc/>
    public LineState State { get; private set; } = LineState.Opening;

    /// <inheritdoc/>
    public string Description => $"{_settings.Device} {_settings.Line}";

    /// <inheritdoc/>
    public string? Problem => _patience.Hangs ?? _down ?? _tty?.Problem;

    /// <inheritdoc/>
    public bool CanHold => _settings.Line.Flow != FlowControl.None;

    /// <inheritdoc/>
    public bool CanBreak => _settings.ForceBreak ?? _tty is not { Traits.IsPty: true };

    /// <inheritdoc/>
    public ModemLines? ModemLines => _tty is { Traits.HasModemLines: true } tty ? tty.Sampled.Modem : null;

    /// <inheritdoc/>
    public LineCounters? Counters => _tty is { Traits.HasCounters: true } ? _counters.Total : null;

    /// <inheritdoc/>
    public int WriteRoom => State is LineState.Up or LineState.Opening ? _output.Room : 0;

    /// <summary>True while the loop's tick reads it.</summary>
    public bool IsBulk => _stream is { IsBulk: true };

    /// <summary>
    /// Takes over a descriptor that stayed open while no daemon ran. Before
    /// <see cref="Start"/>, which then opens nothing.
    /// </summary>
    public void Adopt(int fd) => _adopted = fd;

    /// <summary>The open descriptor, for whoever keeps it while no daemon runs; null if the line is not up.</summary>
    public int? Descriptor => _tty?.Fd;

    /// <summary>
    /// Ends the line without closing its descriptor, which the caller owns from now on; null if it is not up.
    /// </summary>
    public int? Detach()
    {
        int? fd = _tty?.Release();
        _closing = true;
        GoDown(null);
        _rest.Kick();
        return fd;
    }

    /// <inheritdoc/>
    public void Start(ILineOwner owner)
    {
        _owner = owner;
        _run = RunAsync();
    }

    /// <inheritdoc/>
    public void Hold(bool held)
    {
        _held = held;
        _stream?.Hold(held);
    }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> data) =>
        State is LineState.Up or LineState.Opening ? _output.Write(data) : 0;

    /// <inheritdoc/>
    public bool Break(TimeSpan length) => State == LineState.Up && CanBreak && _output.Break(length);

    /// <inheritdoc/>
    public void Pause(TimeSpan length)
    {
        if (State == LineState.Up)
        {
            _output.Pause(length);
        }
    }

    /// <inheritdoc/>
    public void DiscardOutput() => _output.Discard();

    /// <inheritdoc/>
    public async Task<bool> SetModemLinesAsync(ModemLines raise, ModemLines lower) =>
        _tty is { Traits.HasModemLines: true } tty
        && await _patience.WaitAsync(tty.SetModemLinesAsync(raise, lower), "setting modem lines of");

    /// <inheritdoc/>
    public void SetInteractive(bool interactive)
    {
        _interactive = interactive;
        if (_tty is { Traits.HasLatency: true } tty)
        {
            _ = tty.SetLowLatencyAsync(interactive);
        }
    }

    /// <summary>
    /// New settings for the open line, without dropping it: while the driver takes them nothing is read or written.
    /// The device and the pacing stay as they were.
    /// </summary>
    public async Task ReconfigureAsync(LineSettings line)
    {
        _settings = _settings with { Line = line };
        if (_tty is { } tty && _stream is { } stream)
        {
            _output.Stop();
            stream.Detach();
            await _patience.WaitAsync(DriverPatience.Ask(tty.ConfigureAsync(line)), "setting of");
            if (_stream == stream)
            {
                stream.Attach();
                _output.Start();
            }
        }

        _owner?.LineChanged();
    }

    /// <inheritdoc/>
    public void Disable()
    {
        _disabled = true;

        // At once: whoever asked is told that it is done, and an Enable right after opens it anew.
        GoDown(null);
        _rest.Kick();
    }

    /// <inheritdoc/>
    public void Enable()
    {
        _disabled = false;
        _pause.Reset();
        _retry = true;
        _rest.Kick();
    }

    /// <inheritdoc/>
    public async Task CloseAsync()
    {
        _closing = true;
        _rest.Kick();

        // A driver that hangs keeps its thread and its descriptor, but not whoever waits for us.
        await Task.WhenAny(_run, Task.Delay(DriverPatience.Deadline, _time));
    }

    private async Task RunAsync()
    {
        while (!_closing)
        {
            if (_disabled)
            {
                Tell(LineState.Disabled, null);
                await _rest.UntilAsync(() => !_disabled || _closing);
                continue;
            }

            string? why = await AttemptAsync();
            if (why is not null && !_disabled && !_closing)
            {
                Tell(LineState.Down, why);
                await _rest.UntilAsync(() => _retry || _disabled || _closing, _pause.Next());
            }
        }

        Tell(_disabled ? LineState.Disabled : LineState.Down, null);
    }

    /// <summary>Opens the line and serves it until it is gone; returns why it is.</summary>
    private async Task<string?> AttemptAsync()
    {
        _retry = false;
        try
        {
            return await OpenAsync() switch
            {
                TtyOpening.Opened opened => await ServeAsync(
                    new OpenTty(opened, _settings.Device, _driver, _worker, _time)),
                TtyOpening.Refused refused => refused.Why,
                _ => null,
            };
        }
        catch (Exception e)
        {
            // The line supervises itself: whatever went wrong is its own outage, and it is tried again.
            return $"{_settings.Device}: {e.Message}";
        }
    }

    private Task<TtyOpening> OpenAsync()
    {
        SerialLineSettings settings = _settings;
        int? adopted = _adopted;
        _adopted = null;
        return _patience.WaitAsync(
            _worker.RunAsync(() => adopted is { } fd
                ? _driver.Adopt(fd, settings.Device, settings.Line)
                : _driver.Open(settings.Device, settings.Line)),
            "open of");
    }

    private async Task<string?> ServeAsync(OpenTty tty)
    {
        string? why = null;
        try
        {
            if (!_closing && !_disabled)
            {
                await ReadBaselineAsync(tty);
                long began = _time.GetTimestamp();
                GoUp(tty, text =>
                {
                    why = $"{_settings.Device}: {text}";
                    _rest.Kick();
                });
                await _rest.UntilAsync(() => why is not null || _tty != tty || _closing);
                if (_time.GetElapsedTime(began) > RetryPause.Longest)
                {
                    _pause.Reset();
                }
            }
        }
        finally
        {
            GoDown(why);
            if (!tty.IsReleased)
            {
                await _patience.WaitAsync(DriverPatience.Ask(tty.CloseAsync()), "close of");
            }
        }

        return why;
    }

    private void GoUp(OpenTty tty, Action<string> gone)
    {
        _tty = tty;
        _stream = new LineStream(_loop, tty.Fd, isSocket: false, _owner!, _output.Writable, gone);
        _stream.Attach();
        _stream.Hold(_held);
        _sink.Stream = _stream;
        if (tty.Traits.HasModemLines || tty.Traits.HasCounters)
        {
            _poll.Add(tty, Sampled);
        }

        if (_interactive && tty.Traits.HasLatency)
        {
            _ = tty.SetLowLatencyAsync(true);
        }

        Tell(LineState.Up, null);
        if (_tty != tty)
        {
            return;
        }

        _output.Start();

        // Whoever was turned away while the line was down has not been queued, and waits for this.
        _owner!.WriteRoomGrew();
    }

    private void GoDown(string? why)
    {
        if (_tty is not { } tty)
        {
            return;
        }

        _poll.Remove(tty);
        _output.Stop();
        _output.Discard();
        _stream?.Detach();
        _sink.Stream = null;
        _stream = null;
        _tty = null;
        Tell(_disabled ? LineState.Disabled : LineState.Down, why);
    }

    private async Task ReadBaselineAsync(OpenTty tty)
    {
        if (tty.Traits.HasModemLines || tty.Traits.HasCounters)
        {
            tty.Sampled = await _patience.WaitAsync(_worker.RunAsync(tty.Sample), "reading modem lines of") ?? default;
            _counters.Begin(tty.Sampled.Counters);
        }
    }

    private void Sampled(TtySample sample)
    {
        bool moved = sample.Modem != _tty!.Sampled.Modem;
        LineCounters grown = _counters.Grow(sample.Counters);
        _tty.Sampled = sample;
        if (moved)
        {
            _owner!.ModemLinesChanged();
        }

        if (grown.Overrun > 0 || grown.BufferOverrun > 0)
        {
            _owner!.Overrun(grown);
        }

        if (grown.Breaks > 0)
        {
            _owner!.BreakReceived();
        }
    }

    private Task SendBreakAsync(TimeSpan length) =>
        _tty?.BreakAsync(length, _settings.Line.Baud, _settings.Line.BitsPerCharacter) ?? Task.CompletedTask;

    private void Tell(LineState state, string? why)
    {
        if (State != state || _down != why)
        {
            State = state;
            _down = why;
            _owner!.LineChanged();
        }
    }

    private void Hangs()
    {
        if (State == LineState.Opening && _patience.Hangs is not null)
        {
            State = LineState.Down;
        }

        _owner!.LineChanged();
    }
}
