using System.Buffers;
using System.IO.Pipelines;
using System.Threading.Tasks.Sources;

namespace Fairlead.Doors.Sockets;

/// <summary>The receiving half of a <see cref="SocketPipe"/>. One reader, on the loop.</summary>
sealed class SocketReader(int socket, Action interestChanged) : PipeReader, IValueTaskSource<ReadResult>
{
    private const int SmallestBuffer = 4096;
    private const int UsualBuffer = 32 * 1024;
    private const int LargestBuffer = 256 * 1024;

    private ManualResetValueTaskSourceCore<ReadResult> _core;
    private byte[]? _buffer;
    private int _start;
    private int _end;
    private bool _examined;
    private bool _waiting;
    private bool _refused;
    private bool _ended;
    private bool _canceled;

    /// <summary>False once data came that nobody awaited, until somebody does.</summary>
    public bool WantsData => !_refused && !_ended;

    /// <summary>The socket has data, or its end.</summary>
    public void Readable()
    {
        if (!_waiting)
        {
            _refused = true;
            return;
        }

        if (!MakeRoom())
        {
            End();
            return;
        }

        int got = SocketCalls.Receive(socket, _buffer.AsSpan(_end));
        if (got < 0)
        {
            if (!SocketCalls.WouldBlock())
            {
                End();
            }

            return;
        }

        if (got == 0)
        {
            End();
            return;
        }

        _end += got;
        _examined = false;
        Complete();
    }

    /// <summary>No more data will come.</summary>
    public void End()
    {
        _ended = true;
        if (_waiting)
        {
            Complete();
        }
    }

    public override bool TryRead(out ReadResult result)
    {
        bool unread = _end > _start && !_examined;
        if (!unread && !_ended && !_canceled)
        {
            result = default;
            return false;
        }

        result = Take();
        return true;
    }

    public override ValueTask<ReadResult> ReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (TryRead(out ReadResult result))
        {
            return new ValueTask<ReadResult>(result);
        }

        _core.Reset();
        _waiting = true;
        if (_refused)
        {
            _refused = false;
            interestChanged();
        }

        return new ValueTask<ReadResult>(this, _core.Version);
    }

    public override void AdvanceTo(SequencePosition consumed) => AdvanceTo(consumed, consumed);

    public override void AdvanceTo(SequencePosition consumed, SequencePosition examined)
    {
        if (_buffer is null)
        {
            return;
        }

        _start = consumed.GetInteger();
        _examined = examined.GetInteger() >= _end;
        if (_start == _end)
        {
            Release();
        }
    }

    public override void CancelPendingRead()
    {
        _canceled = true;
        if (_waiting)
        {
            Complete();
        }
    }

    public override void Complete(Exception? exception = null)
    {
        _ended = true;
        Release();
    }

    ReadResult IValueTaskSource<ReadResult>.GetResult(short token) => _core.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<ReadResult>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<ReadResult>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Complete()
    {
        _waiting = false;
        _core.SetResult(Take());
    }

    private ReadResult Take()
    {
        bool canceled = _canceled;
        _canceled = false;
        ReadOnlySequence<byte> data =
            _buffer is null ? default : new ReadOnlySequence<byte>(_buffer, _start, _end - _start);
        return new ReadResult(data, canceled, _ended);
    }

    private bool MakeRoom()
    {
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(UsualBuffer);
            return true;
        }

        if (_buffer.Length - _end >= SmallestBuffer)
        {
            return true;
        }

        int kept = _end - _start;
        if (kept > LargestBuffer - SmallestBuffer)
        {
            return false;
        }

        byte[] roomier = ArrayPool<byte>.Shared.Rent(Math.Max(UsualBuffer, kept + SmallestBuffer));
        _buffer.AsSpan(_start, kept).CopyTo(roomier);
        ReturnBuffer();
        (_buffer, _start, _end) = (roomier, 0, kept);
        return true;
    }

    private void Release()
    {
        ReturnBuffer();
        _start = _end = 0;
        _examined = false;
    }

    private void ReturnBuffer()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
