using Fairlead.Ports;

namespace Fairlead.Logs;

/// <summary>
/// A port's open log with the files behind it. The log, <see cref="RenewLeaseAsync"/> and <see cref="Problem"/> belong
/// to the loop; what blocks runs off it.
/// </summary>
sealed class StoredPortLog : IDisposable
{
    private static readonly TimeSpan s_pauseAfterFailure = TimeSpan.FromSeconds(5);

    private readonly RingFile _file;
    private readonly PortLogPlace _place;
    private readonly TimeProvider _time;
    private Task _renewal = Task.CompletedTask;
    private long _failedAt;

    public StoredPortLog(PortLog log, RingFile file, PortLogPlace place, TimeProvider time, string ringPath)
    {
        Log = log;
        _file = file;
        _place = place;
        _time = time;
        RingPath = ringPath;
    }

    /// <summary>The log; not to be used after <see cref="Dispose"/>.</summary>
    public PortLog Log { get; }

    /// <summary>Why the lease could not be renewed; null if all is well. The port stops when the lease ends.</summary>
    public string? Problem { get; private set; }

    /// <summary>Where the live ring is.</summary>
    public string RingPath { get; }

    /// <summary>
    /// To be called when <see cref="PortLog.LeaseRunsLow"/>, as often as one likes: makes the next lease durable off
    /// the loop and grants it on the loop. Completes at once when one is under way or has just failed.
    /// </summary>
    public Task RenewLeaseAsync()
    {
        bool waits = Problem is not null && _time.GetElapsedTime(_failedAt) < s_pauseAfterFailure;
        if (_renewal.IsCompleted && Log.LeaseRunsLow && !waits)
        {
            _renewal = RenewAsync();
        }

        return _renewal;
    }

    /// <summary>
    /// The clean stop: copies the ring to the state directory, where the next start finds it should the live one be
    /// gone. Nothing may be written any more. May block on the disk.
    /// </summary>
    /// <exception cref="IOException">The disk does not take it; the live ring is still there.</exception>
    public void Save() => _file.Save(_place.SavedRing);

    /// <summary>Unmaps the ring; the file stays. After the last use of <see cref="Log"/> and its readers.</summary>
    public void Dispose() => _file.Dispose();

    private async Task RenewAsync()
    {
        PositionLease next = new PositionLease(Log.LeasedUpTo).Renewed(Log.Head);
        try
        {
            await Task.Run(() => _place.WriteLease(next));
            Log.GrantLease(next.UpTo);
            Problem = null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem = $"the log's lease cannot be renewed: {e.Message}";
            _failedAt = _time.GetTimestamp();
        }
    }
}
