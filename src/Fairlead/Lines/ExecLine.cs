using Fairlead.Daemon;
using Fairlead.Ports;

namespace Fairlead.Lines;

/// <summary>A program on a pty as a line. When it ends it is started again after a growing pause.</summary>
sealed class ExecLine : ILine
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    private readonly EventLoop _loop;
    private readonly TimeProvider _time;
    private readonly ExecLineSettings _settings;
    private readonly LineKeeper _keeper;
    private readonly LineCarrier _carrier;
    private ILineOwner? _owner;
    private PtyProgram? _program;
    private (int Rows, int Columns) _size;

    public ExecLine(EventLoop loop, TimeProvider time, ExecLineSettings settings)
    {
        _loop = loop;
        _time = time;
        _settings = settings;
        _size = settings.WindowSize;
        _keeper = new LineKeeper(time, LiveAsync, () => _owner?.LineChanged());
        _carrier = new LineCarrier(loop, time, settings.Pacing, settings.BreakSignal == 0 ? null : BreakAsync);
    }

    public LineState State => _keeper.State;

    public string Description => "exec " + string.Join(' ', _settings.Arguments);

    public string? Problem => _keeper.Problem;

    public bool CanHold => true;

    public bool CanBreak => _settings.BreakSignal != 0;

    public ModemLines? ModemLines => null;

    public LineCounters? Counters => null;

    public int WriteRoom => State == LineState.Up ? _carrier.Output.Room : 0;

    public void Start(ILineOwner owner)
    {
        _owner = owner;
        _keeper.Enable();
    }

    public void Hold(bool held) => _carrier.Hold(held);

    public int Write(ReadOnlySpan<byte> data) => _carrier.Write(data);

    public bool Break(TimeSpan length) => State == LineState.Up && _carrier.Output.Break(length);

    public void Pause(TimeSpan length) => _carrier.Output.Pause(length);

    public void DiscardOutput() => _carrier.Output.Discard();

    public Task<bool> SetModemLinesAsync(ModemLines raise, ModemLines lower) => Task.FromResult(false);

    public void SetInteractive(bool interactive)
    {
        // A pty has no driver that trades CPU for latency.
    }

    public void Disable() => _keeper.Disable();

    public void Enable() => _keeper.Enable();

    public Task CloseAsync() => _keeper.CloseAsync();

    /// <summary>Sets the window size of this and of later programs, in characters.</summary>
    public void Resize(int rows, int columns)
    {
        _size = (rows, columns);
        _program?.Resize(_size);
    }

    private async Task<string> LiveAsync(CancellationToken stop)
    {
        ExecPlan plan = await Task.Run(() => ExecPlan.For(_settings));
        if (plan is ExecPlan.Refused(var refusal))
        {
            return refusal;
        }

        var run = (ExecPlan.Run)plan;
        if (stop.IsCancellationRequested)
        {
            return "";
        }

        if (PtyProgram.Start(_loop, run.Arguments, run.Environment, _size, out string problem) is not { } program)
        {
            return problem;
        }

        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = stop.Register(() => stopped.TrySetResult());
        _program = program;
        Task<string> gone = _carrier.CarryAsync(program.Master, isSocket: false, _owner!);
        _keeper.Up();
        await Task.WhenAny(gone, program.Ended, stopped.Task);

        // Its last words may still be in the pty, and others may hold its far end open.
        while (!stop.IsCancellationRequested && !gone.IsCompleted)
        {
            await Task.WhenAny(gone, Task.Delay(s_patience, _time, stop));
            if (!_carrier.IsHeld)
            {
                break;
            }
        }

        _program = null;
        _carrier.Drop();
        await program.EndAsync(_time);
        return await program.Ended;
    }

    private Task BreakAsync(TimeSpan length)
    {
        _program?.SignalForeground(_settings.BreakSignal);
        return Task.CompletedTask;
    }
}
