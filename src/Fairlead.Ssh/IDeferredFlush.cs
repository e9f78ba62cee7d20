namespace Fairlead.Ssh;

/// <summary>
/// May be implemented by a connection's <see cref="System.IO.Pipelines.PipeWriter"/> whose owner has an event loop:
/// many packets of one turn, also of several channels, then leave in one system call.
/// </summary>
public interface IDeferredFlush
{
    /// <summary>
    /// Calls <paramref name="flush"/> once, at the end of the loop's present turn, in the connection's context. Called
    /// at most once until then. The same delegate every time, so that nothing is allocated.
    /// </summary>
    void FlushLater(Action flush);
}
