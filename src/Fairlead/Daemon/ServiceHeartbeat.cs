using Fairlead.SystemServices;

namespace Fairlead.Daemon;

/// <summary>
/// Tells the service manager that the loop turns, twice in its interval, and sends again what its socket did not take.
/// Runs on the loop: a loop that hangs falls silent.
/// </summary>
sealed class ServiceHeartbeat(ServiceManager manager, TimeProvider time)
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(1);

    /// <summary>Ends with the token; at once if there is no service manager.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        long beaten = time.GetTimestamp();
        while (manager.IsPresent)
        {
            TimeSpan beat = manager.WatchdogInterval / 2 ?? s_idle;
            TimeSpan due = beat - time.GetElapsedTime(beaten);
            TimeSpan pause = manager.WaitingCount > 0 && due > s_retry ? s_retry : due;
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, time, stop);
            }

            manager.Flush();
            if (time.GetElapsedTime(beaten) < beat)
            {
                continue;
            }

            beaten = time.GetTimestamp();
            if (manager.WatchdogInterval is not null)
            {
                manager.Watchdog();
            }
        }
    }
}
