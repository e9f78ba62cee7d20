using Fairlead.Daemon;
using Fairlead.Ports;
using Fairlead.Tty;

namespace Fairlead.Lines;

/// <summary>A TCP peer as a line: raw, or telnet with us as the client. Connected again when it is gone.</summary>
sealed class TcpLine : ILine
{
    private readonly EventLoop _loop;
    private readonly TimeProvider _time;
    private readonly TcpLineSettings _settings;
    private readonly LineKeeper _keeper;
    private readonly LineCarrier _carrier;
    private ILineOwner? _owner;
    private string? _loopingOption;

    public TcpLine(EventLoop loop, TimeProvider time, TcpLineSettings settings)
    {
        _loop = loop;
        _time = time;
        _settings = settings;
        _keeper = new LineKeeper(time, LiveAsync, () => _owner?.LineChanged());
        _carrier = new LineCarrier(loop, time, settings.Pacing, CanBreak ? BreakAsync : null);
    }

    public LineState State => _keeper.State;

    public string Description =>
        $"tcp {_settings.Host}:{_settings.TcpPort} {(_settings.Protocol == TcpLineProtocol.Telnet ? "telnet" : "raw")}";

    public string? Problem => _keeper.Problem ?? _loopingOption;

    public bool CanHold => true;

    /// <summary>Telnet carries a BREAK (IAC BRK); raw TCP has no way to.</summary>
    public bool CanBreak => _settings.Protocol == TcpLineProtocol.Telnet;

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
        // TCP_NODELAY is always on.
    }

    public void Disable() => _keeper.Disable();

    public void Enable() => _keeper.Enable();

    public Task CloseAsync() => _keeper.CloseAsync();

    private async Task<string> LiveAsync(CancellationToken stop)
    {
        (int descriptor, string problem) =
            await TcpLineConnect.ConnectAsync(_loop, _time, _settings.Host, _settings.TcpPort, stop);
        if (descriptor < 0)
        {
            return problem;
        }

        try
        {
            _loopingOption = null;
            TcpLineTelnet? telnet = CanBreak ? new TcpLineTelnet(_carrier.Send, Looping) : null;
            Task<string> gone = _carrier.CarryAsync(descriptor, isSocket: true, _owner!, telnet);
            var stopped = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            using CancellationTokenRegistration registration = stop.Register(() => stopped.TrySetResult(""));
            _keeper.Up();
            return await await Task.WhenAny(gone, stopped.Task);
        }
        finally
        {
            _carrier.Drop();
            _ = Libc.close(descriptor);
        }
    }

    private Task BreakAsync(TimeSpan length)
    {
        _carrier.SendTelnetBreak();
        return Task.CompletedTask;
    }

    private void Looping(byte option)
    {
        _loopingOption = $"the far end negotiates telnet option {option} without end; it is ignored";
        _owner?.LineChanged();
    }
}
