using Fairlead.Audit;
using Fairlead.Ports;
using Microsoft.Extensions.Logging;

namespace Fairlead.Daemon;

/// <summary>Brings what happens on ports to the audit log and the daemon's own.</summary>
sealed class PortAudit(
    AuditLog audit,
    DisabledPorts disabled,
    LineFactory lines,
    Action<ConsolePort> leaseRunsLow,
    ILogger log) : IPortObserver
{
    public void Observe(ConsolePort port, PortEvent happened)
    {
        audit.Write(new AuditEvent.OnPort(port.Number, happened));
        if (happened is PortEvent.LineChanged)
        {
            lines.Keep(port);
        }

        switch (happened)
        {
            case PortEvent.LineChanged { State: LineState.Down }:
            case PortEvent.Overrun:
                log.PortProblem(port.Number, happened.Text);
                break;
            case PortEvent.LineChanged:
                log.PortEvent(port.Number, happened.Text);
                break;
            case PortEvent.PortDisabled:
                Remember(port.Number, isDisabled: true);
                break;
            case PortEvent.PortEnabled:
                Remember(port.Number, isDisabled: false);
                break;
        }
    }

    public void LeaseRunsLow(ConsolePort port) => leaseRunsLow(port);

    // A state directory that cannot be written keeps nobody from disabling a port: it only will not last.
    private void Remember(PortNumber port, bool isDisabled)
    {
        try
        {
            disabled.Set(port, isDisabled);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.PortProblem(port, $"whether it is disabled cannot be remembered: {e.Message}");
        }
    }
}
