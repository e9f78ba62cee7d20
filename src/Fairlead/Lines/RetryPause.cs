namespace Fairlead.Lines;

/// <summary>The pause before a line is tried again: 0.2 s, doubling up to 10 s,
/// from the start again once it was up.</summary>
sealed class RetryPause
{
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private TimeSpan _next = Shortest;

    /// <summary>How long to wait now.</summary>
    public TimeSpan Next()
    {
        TimeSpan pause = _next;
        _next = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, Longest.Ticks));
        return pause;
    }

    public void Reset() => _next = Shortest;
}
