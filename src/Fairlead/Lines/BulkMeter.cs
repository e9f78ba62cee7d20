using System.Diagnostics;

namespace Fairlead.Lines;

/// <summary>
/// Decides whether a line is better read by the tick: it wakes us often for little, and nobody is typing on it, to
/// whom each echo matters at once. Times are Stopwatch time stamps.
/// </summary>
sealed class BulkMeter
{
    /// <summary>That many wake-ups in a window, and the tick (12 in a window) is cheaper.</summary>
    public const int WakesToEnter = 15;

    /// <summary>Fewer ticks with data than that in a window, and waking up is cheaper.</summary>
    public const int TicksToStay = 5;

    /// <summary>A line that brings more than that at each wake-up is cheap as it is,
    /// and too fast for the tick.</summary>
    public const int LittlePerWake = 2048;

    /// <summary>
    /// A tick that brings as much is of a line too fast for the tick. It is what a tty gives in one read: the rest comes
    /// only when the kernel has had time to refill, so a tick would take no more than that, however much waits.
    /// </summary>
    public const int MuchPerTick = 4095;

    private static readonly long s_window = Stopwatch.Frequency / 10;

    private long _windowBegan;
    private long _wrote = long.MinValue / 2;
    private int _times;
    private long _bytes;

    /// <summary>A wake-up brought that many bytes. True if the line should be read by the tick.</summary>
    public bool Woke(long now, int bytes)
    {
        if (now - _windowBegan > s_window)
        {
            Begin(now);
        }

        _times++;
        _bytes += bytes;
        if (_times < WakesToEnter || _bytes > (long)_times * LittlePerWake || now - _wrote < s_window)
        {
            return false;
        }

        Begin(now);
        return true;
    }

    /// <summary>A tick brought that many bytes. False if the line should wake us again.</summary>
    public bool Ticked(long now, int bytes)
    {
        _times += bytes > 0 ? 1 : 0;
        _bytes += bytes;
        bool stays = bytes < MuchPerTick;
        if (now - _windowBegan > s_window)
        {
            stays &= _times >= TicksToStay;
            Begin(now);
        }

        return stays;
    }

    /// <summary>Somebody types: for a while the line should wake us.</summary>
    public void Wrote(long now)
    {
        _wrote = now;
        Begin(now);
    }

    private void Begin(long now)
    {
        _windowBegan = now;
        _times = 0;
        _bytes = 0;
    }
}
