namespace Fairlead.Daemon.Loop;

/// <summary>A source that streams: it is read by the loop's tick instead of one wake-up for each fragment.</summary>
interface IBulk
{
    /// <summary>Takes what has come. True if there is more right now:
    /// then it is called again before the loop sleeps.</summary>
    bool Tick();
}
