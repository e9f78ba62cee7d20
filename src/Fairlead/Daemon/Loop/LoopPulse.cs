using System.Diagnostics;

namespace Fairlead.Daemon.Loop;

/// <summary>What others may know about the loop's health. Written by the loop thread, read by any.</summary>
sealed class LoopPulse
{
    private long _turnBegan;
    private long _longest;
    private long _turns;

    /// <summary>How long the turn that runs now has been running; zero while the loop sleeps.</summary>
    public TimeSpan CurrentTurn
    {
        get
        {
            long began = Volatile.Read(ref _turnBegan);
            return began == 0 ? TimeSpan.Zero : Stopwatch.GetElapsedTime(began);
        }
    }

    /// <summary>The longest turn since <see cref="ResetLongest"/>.</summary>
    public TimeSpan LongestTurn => TimeSpan.FromTicks(
        (long)(Volatile.Read(ref _longest) * ((double)TimeSpan.TicksPerSecond / Stopwatch.Frequency)));

    /// <summary>Turns so far, that is, returns of epoll_wait: an idle loop makes none.</summary>
    public long Turns => Volatile.Read(ref _turns);

    public void ResetLongest() => Volatile.Write(ref _longest, 0);

    /// <summary>A turn begins; returns the Stopwatch time stamp.</summary>
    public long Begin()
    {
        long now = Stopwatch.GetTimestamp();
        Volatile.Write(ref _turns, _turns + 1);
        Volatile.Write(ref _turnBegan, now);
        return now;
    }

    public void End()
    {
        long took = Stopwatch.GetTimestamp() - _turnBegan;
        if (took > _longest)
        {
            Volatile.Write(ref _longest, took);
        }

        Volatile.Write(ref _turnBegan, 0);
    }
}
