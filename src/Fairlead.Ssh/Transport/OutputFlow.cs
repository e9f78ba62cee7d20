using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace Fairlead.Ssh.Transport;

/// <summary>
/// When the pipe is flushed, and how much may wait in it. A burst is flushed once; while a flush has not completed
/// nothing is written to the pipe: data is refused and small messages wait aside.
/// </summary>
sealed class OutputFlow
{
    /// <summary>Bytes not flushed above which no more data is taken.</summary>
    public const int DataLimit = 64 * 1024;

    // Less is not worth a packet of its own.
    private const int LeastRoom = 4096;

    private readonly PipeWriter _writer;
    private readonly IDeferredFlush? _deferred;
    private readonly SynchronizationContext _context;
    private readonly PooledBuffer _aside = new();
    private readonly Action _flush;
    private readonly Action _flushed;
    private ValueTaskAwaiter<FlushResult> _running;
    private TaskCompletionSource? _drained;
    private bool _flushing;
    private bool _scheduled;
    private long _inPipe;
    private long _beingFlushed;

    public OutputFlow(PipeWriter writer, SynchronizationContext context)
    {
        _writer = writer;
        _deferred = writer as IDeferredFlush;
        _context = context;
        _flush = FlushScheduled;
        _flushed = Flushed;
    }

    /// <summary>Called when data may be taken again.</summary>
    public Action? RoomMade { get; set; }

    /// <summary>Called once if the peer cannot be written to any more.</summary>
    public Action<string>? Lost { get; set; }

    /// <summary>True once nothing can be sent any more.</summary>
    public bool IsLost { get; private set; }

    /// <summary>True while input is worked on: its answers are flushed together at the end.</summary>
    public bool InBatch { get; set; }

    /// <summary>Bytes written and not flushed.</summary>
    public long Pending => _inPipe + _aside.Length;

    /// <summary>How many bytes of data may be written now.</summary>
    public int Room => _flushing || IsLost || DataLimit - Pending < LeastRoom ? 0 : (int)(DataLimit - Pending);

    /// <summary>Room for a sealed packet, in the pipe or aside.</summary>
    public Span<byte> GetSpan(int length) => _flushing ? _aside.GetSpan(length) : _writer.GetSpan(length);

    public void Advance(int length)
    {
        if (_flushing)
        {
            _aside.Advance(length);
            return;
        }

        _writer.Advance(length);
        Wrote(length);
    }

    /// <summary>So many bytes were written to the pipe directly.</summary>
    public void Wrote(int length)
    {
        _inPipe += length;
        Schedule();
    }

    /// <summary>Flushes now unless a flush is under way or the loop flushes at the end of its turn.</summary>
    public void EndBatch()
    {
        InBatch = false;
        if (_deferred is null)
        {
            Flush();
        }
    }

    /// <summary>Completes when nothing is pending or nothing can be sent any more.</summary>
    public Task DrainedAsync()
    {
        Flush();
        if (Pending == 0 || IsLost)
        {
            return Task.CompletedTask;
        }

        _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _drained.Task;
    }

    /// <summary>Gives up what has not left.</summary>
    public void GiveUp()
    {
        IsLost = true;
        if (_flushing)
        {
            _writer.CancelPendingFlush();
        }

        _drained?.TrySetResult();
    }

    private void Schedule()
    {
        if (_scheduled || _flushing || IsLost)
        {
            return;
        }

        if (_deferred is not null)
        {
            _scheduled = true;
            _deferred.FlushLater(_flush);
        }
        else if (!InBatch)
        {
            _scheduled = true;
            _context.Post(static state => ((OutputFlow)state!).FlushScheduled(), this);
        }
    }

    private void FlushScheduled()
    {
        _scheduled = false;
        Flush();
    }

    private void Flush()
    {
        if (_flushing || IsLost || _inPipe == 0)
        {
            return;
        }

        _flushing = true;
        _beingFlushed = _inPipe;
        Await(_writer.FlushAsync(CancellationToken.None));
    }

    private void Await(ValueTask<FlushResult> flush)
    {
        _running = flush.GetAwaiter();
        if (_running.IsCompleted)
        {
            Flushed();
        }
        else
        {
            _running.UnsafeOnCompleted(_flushed);
        }
    }

    private void Flushed()
    {
        _flushing = false;
        string? lost = Finish();
        if (lost is not null)
        {
            bool first = !IsLost;
            IsLost = true;
            _aside.Clear();
            _drained?.TrySetResult();
            if (first)
            {
                Lost?.Invoke(lost);
            }

            return;
        }

        _inPipe -= _beingFlushed;
        if (_aside.Length > 0 && !IsLost)
        {
            int length = _aside.Length;
            _writer.Write(_aside.Written);
            _aside.Clear();
            Wrote(length);
        }
        else if (Pending == 0)
        {
            _drained?.TrySetResult();
            _drained = null;
        }

        RoomMade?.Invoke();
    }

    private string? Finish()
    {
        try
        {
            return _running.GetResult().IsCompleted ? "the client closed the connection" : null;
        }
        catch (IOException e)
        {
            return e.Message;
        }
    }
}
