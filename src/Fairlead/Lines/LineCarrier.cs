using Fairlead.Daemon;
using Fairlead.Ports;

namespace Fairlead.Lines;

/// <summary>
/// The data of a line whose descriptors come and go: one <see cref="LineOutput"/> for good, one
/// <see cref="LineStream"/> for each life. Loop-confined.
/// </summary>
sealed class LineCarrier : IOutputSink
{
    private readonly EventLoop _loop;
    private LineStream? _stream;
    private ILineOwner? _owner;
    private TcpLineTelnet? _telnet;
    private long _breaksReceived;
    private bool _outputWants;
    private bool _held;

    public LineCarrier(EventLoop loop, TimeProvider time, LinePacing pacing, Func<TimeSpan, Task>? sendBreak)
    {
        _loop = loop;
        Output = new LineOutput(this, () => _owner?.WriteRoomGrew(), time, pacing, sendBreak);
    }

    public LineOutput Output { get; }

    /// <summary>True while the owner's side stops the reading.</summary>
    public bool IsHeld => _held;

    /// <summary>
    /// Carries bytes until the far end is gone, everything it had sent is read (then the task tells why) or
    /// <see cref="Drop"/> is called (then it tells nothing). The descriptor stays the caller's.
    /// </summary>
    /// <param name="telnet">Encodes and decodes; null if all bytes are data.</param>
    public Task<string> CarryAsync(int fd, bool isSocket, ILineOwner owner, TcpLineTelnet? telnet = null)
    {
        var gone = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _owner = owner;
        _telnet = telnet;
        _breaksReceived = 0;
        _stream = new LineStream(
            _loop, fd, isSocket, owner, Writable, why => gone.TrySetResult(why), telnet is null ? null : Decode);
        _stream.Attach();
        if (_held)
        {
            _stream.Hold(true);
        }

        telnet?.Open();
        UpdateWritable();
        Output.Start();
        return gone.Task;
    }

    /// <summary>Ends carrying; what was queued for a far end that is gone is dropped.</summary>
    public void Drop()
    {
        _stream?.Detach();
        _stream = null;
        _telnet = null;
        _outputWants = false;
        Output.Stop();
        Output.Discard();
    }

    public void Hold(bool held)
    {
        _held = held;
        _stream?.Hold(held);
    }

    /// <summary>Writes what the far end or the queue takes; nothing while there is no far end.</summary>
    public int Write(ReadOnlySpan<byte> data) => _stream is null ? 0 : Output.Write(data);

    /// <summary>Sends to the far end as it is, past the queue; returns how many bytes it took.</summary>
    public int Send(ReadOnlySpan<byte> data) => _stream?.Write(data) ?? 0;

    /// <summary>Sends a telnet BREAK behind what was sent.</summary>
    public void SendTelnetBreak()
    {
        _telnet?.Break();
        UpdateWritable();
    }

    int IOutputSink.Write(ReadOnlySpan<byte> data)
    {
        if (_telnet is not { } telnet)
        {
            return Send(data);
        }

        int taken = telnet.Write(data);
        UpdateWritable();
        return taken;
    }

    void IOutputSink.WantWritable(bool wanted)
    {
        _outputWants = wanted;
        UpdateWritable();
    }

    private int Decode(Span<byte> received)
    {
        TcpLineTelnet telnet = _telnet!;
        int kept = telnet.Decode(received);
        UpdateWritable();
        for (; _breaksReceived < telnet.BreaksReceived; _breaksReceived++)
        {
            _owner!.BreakReceived();
        }

        return kept;
    }

    private void Writable()
    {
        if (_telnet?.Flush() != false)
        {
            Output.Writable();
        }

        UpdateWritable();
    }

    private void UpdateWritable() => _stream?.WantWritable(_outputWants || _telnet?.HasPending == true);
}
