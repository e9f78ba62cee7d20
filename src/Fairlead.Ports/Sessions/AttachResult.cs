namespace Fairlead.Ports;

/// <summary>What became of an attempt to attach.</summary>
public abstract record AttachResult
{
    private AttachResult()
    {
    }

    /// <summary>The session is attached, read-write or read-only, and its client was told which.</summary>
    public sealed record Attached(Session Session) : AttachResult;

    /// <param name="Reason">For the person: "port 1 has 16 sessions, which is its limit".</param>
    public sealed record Refused(string Reason) : AttachResult;
}
