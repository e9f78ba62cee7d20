namespace Fairlead.Ports;

/// <summary>What a session may do on its port.</summary>
public enum SessionAct
{
    /// <summary>Read the output; asked again when rules have changed.</summary>
    Watch,

    Write,
    Break,
    Takeover,
    Log,
    Configure,
}

/// <summary>How a session is attached.</summary>
public enum SessionMode
{
    /// <summary>Reads only.</summary>
    ReadOnly,

    /// <summary>Reads and, while it holds the port (or the port is shared), types.</summary>
    ReadWrite,
}

/// <summary>Why a session ended.</summary>
public enum SessionEndReason
{
    /// <summary>The person left (escape, end of input, closed connection).</summary>
    Left,

    /// <summary>Nothing was typed for the port's idle time.</summary>
    Idle,

    /// <summary>An administrator ended it.</summary>
    Kicked,

    /// <summary>The port was removed or the device stops.</summary>
    PortClosed,

    /// <summary>A rule that allowed it was taken away.</summary>
    NoLongerAllowed,
}

/// <summary>
/// The door's half of a session: where console bytes go and what the person is told. Called on the loop, never
/// blocks. Implemented by an SSH channel today, by other doors later.
/// </summary>
public interface ISessionClient
{
    /// <summary>
    /// Room for console bytes, at most <paramref name="wanted"/>; empty when nothing can be taken now, and then the
    /// door calls <see cref="Session.Pump"/> as soon as it can. What is not advanced is forgotten.
    /// </summary>
    Span<byte> GetSpan(int wanted);

    /// <summary>That many bytes of the last span were filled and may leave.</summary>
    void Advance(int count);

    /// <summary>
    /// Tells the person something: one line without brackets or line end. A terminal sees it in-band as
    /// <c>[text]</c>, a program on its standard error.
    /// </summary>
    void Notice(string text);

    /// <summary>The answer to an escape ("who", help, log lines): in-band for a terminal. May
    /// span lines, ended by CR LF.</summary>
    void Answer(ReadOnlySpan<byte> text);

    /// <summary>That many bytes given to <see cref="Session.Input"/> were taken by the line or thrown away.</summary>
    void Consumed(int count);

    /// <summary>The session is over; comes exactly once, and nothing after it.</summary>
    void Ended(SessionEndReason reason, string text);
}

/// <summary>What a door asks a port for.</summary>
public sealed record SessionRequest
{
    /// <summary>The user's name.</summary>
    public required string User { get; init; }

    /// <summary>Where from, for people: "192.0.2.7:51234", "local".</summary>
    public required string From { get; init; }

    /// <summary>The door, for people and the audit trail: "ssh 2001".</summary>
    public required string Door { get; init; }

    public SessionMode Mode { get; init; } = SessionMode.ReadWrite;

    /// <summary>True for a terminal: escapes are seen and notices come in-band. False:
    /// the stream is binary clean.</summary>
    public bool Interactive { get; init; }

    /// <summary>Lines of the log shown at once; null for the port's setting.
    /// Needs <see cref="SessionAct.Log"/>.</summary>
    public int? ReplayLines { get; init; }

    /// <summary>
    /// Asked at every act, so that a changed rule counts at once: null if allowed, else the reason for the person.
    /// </summary>
    public required Func<SessionAct, string?> Refusal { get; init; }
}
