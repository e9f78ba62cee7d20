namespace Fairlead.Ports;

/// <summary>
/// Where a port's events go: the daemon's audit trail, its state, later its alarms. Called on the loop.
/// </summary>
public interface IPortObserver
{
    /// <summary>Something happened on a port; it is in the port's journal already. Must not block.</summary>
    void Observe(ConsolePort port, PortEvent happened);

    /// <summary>
    /// The port's log soon needs more positions: the next lease is to be made durable, off the loop, and given to
    /// <see cref="ConsolePort.GrantLease"/>. Said once for each lease.
    /// </summary>
    void LeaseRunsLow(ConsolePort port);
}
