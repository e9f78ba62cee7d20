using Fairlead.Access;
using Fairlead.Ports;

namespace Fairlead.Audit;

/// <summary>Something that somebody did or was refused, for the audit trail. It names the person.</summary>
abstract record AuditEvent
{
    private AuditEvent()
    {
    }

    /// <summary>Somebody proved who they are.</summary>
    public sealed record Login(Subject Subject, string From, string? Fingerprint) : AuditEvent;

    /// <summary>An attempt failed.</summary>
    public sealed record LoginRefused(string User, string Method, string From, Door Door) : AuditEvent;

    /// <summary>The gate refused an act.</summary>
    public sealed record Refused(Subject Subject, Act Act, PortNumber? Port, string Reason) : AuditEvent;

    /// <summary>Something on a port, as the port tells it.</summary>
    public sealed record OnPort(PortNumber Port, PortEvent Happened) : AuditEvent;

    /// <summary>A configuration was loaded or refused.</summary>
    public sealed record Configuration(string Detail, bool Applied) : AuditEvent;
}
