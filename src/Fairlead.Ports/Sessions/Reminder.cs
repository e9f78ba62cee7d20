namespace Fairlead.Ports;

/// <summary>Keeps something that is said again and again to once a minute.</summary>
sealed class Reminder(TimeProvider time)
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMinutes(1);

    private long? _last;

    /// <summary>True if it is to be said now.</summary>
    public bool IsDue()
    {
        long now = time.GetTimestamp();
        if (_last is { } last && time.GetElapsedTime(last, now) < s_pause)
        {
            return false;
        }

        _last = now;
        return true;
    }
}
