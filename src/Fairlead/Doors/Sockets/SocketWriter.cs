using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;
using Fairlead.Daemon;
using Fairlead.Daemon.Loop;
using Fairlead.Ssh;

namespace Fairlead.Doors.Sockets;

/// <summary>
/// The sending half of a <see cref="SocketPipe"/>. What was advanced leaves with the next flush; a flush that is not
/// complete means that the socket has all it should hold (TCP_NOTSENT_LOWAT) and completes when it has room again.
/// </summary>
sealed class SocketWriter(int socket, EventLoop loop, Action interestChanged)
    : PipeWriter, IValueTaskSource<FlushResult>, IDeferredFlush, ITurnEnd
{
    /// <summary>Bytes given to the kernel before it is asked again whether it wants more.</summary>
    private const int Portion = 64 * 1024;

    private const int UsualBuffer = 16 * 1024;

    private ManualResetValueTaskSourceCore<FlushResult> _core;
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private int _given;
    private bool _waiting;
    private bool _failed;
    private Action? _flushLater;

    /// <summary>True while a flush waits for the socket.</summary>
    public bool WantsRoom => _waiting && !_failed;

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _end - _start;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(1, sizeHint));
        return _buffer.AsMemory(_end);
    }

    public override Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(Math.Max(1, sizeHint));
        return _buffer.AsSpan(_end);
    }

    public override void Advance(int bytes) => _end += bytes;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        SendWhatFits();
        if (_failed)
        {
            return new ValueTask<FlushResult>(new FlushResult(isCanceled: false, isCompleted: true));
        }

        if (_start == _end && _given < Portion)
        {
            return default;
        }

        if (!_waiting)
        {
            _core.Reset();
            _waiting = true;
            interestChanged();
        }

        return new ValueTask<FlushResult>(this, _core.Version);
    }

    public void FlushLater(Action flush)
    {
        _flushLater = flush;
        loop.AtTurnEnd(this);
    }

    public void TurnEnds()
    {
        Action? flush = _flushLater;
        _flushLater = null;
        flush?.Invoke();
    }

    /// <summary>The socket has room again.</summary>
    public void Writable()
    {
        _given = 0;
        SendWhatFits();
        if (_waiting && (_failed || (_start == _end && _given < Portion)))
        {
            Finish();
        }
    }

    /// <summary>Nothing that is written from now on will be sent.</summary>
    public void Fail()
    {
        _failed = true;
        Release();
        if (_waiting)
        {
            Finish();
        }
    }

    /// <summary>Gives the kernel what it takes at once.</summary>
    public void SendWhatFits()
    {
        while (_start < _end && _given < Portion && !_failed)
        {
            int sent = SocketCalls.Send(socket, _buffer.AsSpan(_start, _end - _start));
            if (sent < 0)
            {
                if (SocketCalls.WouldBlock())
                {
                    _given = Portion;
                }
                else
                {
                    _failed = true;
                    Release();
                }

                return;
            }

            _start += sent;
            _given += sent;
        }

        if (_start == _end)
        {
            Release();
        }
    }

    public override void CancelPendingFlush()
    {
        if (_waiting)
        {
            _waiting = false;
            _core.SetResult(new FlushResult(isCanceled: true, isCompleted: _failed));
        }
    }

    public override void Complete(Exception? exception = null) => SendWhatFits();

    FlushResult IValueTaskSource<FlushResult>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<FlushResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<FlushResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Finish()
    {
        _waiting = false;
        _core.SetResult(new FlushResult(isCanceled: false, isCompleted: _failed));
    }

    private void MakeRoom(int wanted)
    {
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(UsualBuffer, wanted));
            return;
        }

        if (_buffer.Length - _end >= wanted)
        {
            return;
        }

        int kept = _end - _start;
        byte[] roomier = ArrayPool<byte>.Shared.Rent(Math.Max(UsualBuffer, kept + wanted));
        _buffer.AsSpan(_start, kept).CopyTo(roomier);
        ArrayPool<byte>.Shared.Return(_buffer);
        (_buffer, _start, _end) = (roomier, 0, kept);
    }

    private void Release()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _start = _end = 0;
    }
}
