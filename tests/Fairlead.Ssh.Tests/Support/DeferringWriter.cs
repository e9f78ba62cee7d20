using System.IO.Pipelines;

namespace Fairlead.Ssh.Tests.Support;

/// <summary>A writer whose loop flushes at the end of its turn.</summary>
sealed class DeferringWriter(PipeWriter inner) : PipeWriter, IDeferredFlush
{
    public int Flushes { get; private set; }

    public void FlushLater(Action flush) =>
        SynchronizationContext.Current!.Post(static state => ((Action)state!)(), flush);

    public override void Advance(int bytes) => inner.Advance(bytes);

    public override Memory<byte> GetMemory(int sizeHint = 0) => inner.GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => inner.GetSpan(sizeHint);

    public override void CancelPendingFlush() => inner.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => inner.Complete(exception);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        Flushes++;
        return inner.FlushAsync(cancellationToken);
    }
}
