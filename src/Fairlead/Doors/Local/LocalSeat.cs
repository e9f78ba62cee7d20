using System.Buffers.Binary;
using System.IO.Pipelines;
using Fairlead.Shell;

namespace Fairlead.Doors.Local;

/// <summary>A seat at the far end of the local socket.</summary>
sealed class LocalSeat(PipeWriter output, Action flushLater) : Seat
{
    private const int MostUnread = 64 * 1024;

    private TaskCompletionSource? _inputTaken;
    private int _unread;
    private bool _isTerminal;
    private int _columns = 80;
    private int _room;

    public override bool IsTerminal => _isTerminal;

    public override int Columns => _columns;

    /// <summary>True while the socket takes no more.</summary>
    public bool Blocked { get; set; }

    /// <summary>Completes when all is said and the exit frame is written.</summary>
    public TaskCompletionSource Finished { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void SetTerminal(ReadOnlySpan<byte> frame)
    {
        _isTerminal = frame.Length >= 5 && frame[0] == 1;
        int columns = frame.Length >= 5 ? BinaryPrimitives.ReadUInt16BigEndian(frame[1..]) : 0;
        _columns = columns is > 0 and < 1000 ? columns : 80;
    }

    /// <summary>Completes when the input given so far was taken:
    /// until then nothing more is read from the client.</summary>
    public Task TakeInputAsync(ReadOnlySpan<byte> data)
    {
        _unread += data.Length;
        Input(data);
        if (_unread < MostUnread)
        {
            return Task.CompletedTask;
        }

        _inputTaken ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _inputTaken.Task;
    }

    protected override Span<byte> OutputRoom(int wanted)
    {
        if (Blocked)
        {
            return default;
        }

        _room = Math.Min(wanted, LocalFrame.LongestPayload);
        return output.GetSpan(LocalFrame.HeaderLength + _room).Slice(LocalFrame.HeaderLength, _room);
    }

    protected override void Sent(int count)
    {
        if (count > 0)
        {
            LocalFrame.WriteHeader(output.GetSpan(LocalFrame.HeaderLength + _room), LocalFrame.Output, count);
            output.Advance(LocalFrame.HeaderLength + count);
            flushLater();
        }
    }

    protected override int TakeErrors(ReadOnlySpan<byte> bytes)
    {
        if (Blocked)
        {
            return 0;
        }

        int count = Math.Min(bytes.Length, LocalFrame.LongestPayload);
        Send(LocalFrame.Errors, bytes[..count]);
        return count;
    }

    protected override void InputTaken(int count)
    {
        _unread -= count;
        if (_unread < MostUnread)
        {
            TaskCompletionSource? taken = _inputTaken;
            _inputTaken = null;
            taken?.TrySetResult();
        }
    }

    protected override void BeginSession() => Send(LocalFrame.Raw, [1]);

    protected override void EndSession() => Send(LocalFrame.Raw, [0]);

    protected override void Close(int exitCode)
    {
        Span<byte> code = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(code, exitCode);
        Send(LocalFrame.Exit, code);
        Finished.TrySetResult();
    }

    private void Send(byte type, ReadOnlySpan<byte> payload)
    {
        Span<byte> frame = output.GetSpan(LocalFrame.HeaderLength + payload.Length);
        LocalFrame.WriteHeader(frame, type, payload.Length);
        payload.CopyTo(frame[LocalFrame.HeaderLength..]);
        output.Advance(LocalFrame.HeaderLength + payload.Length);
        flushLater();
    }
}
