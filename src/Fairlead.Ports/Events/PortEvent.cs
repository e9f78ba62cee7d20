using System.Globalization;

namespace Fairlead.Ports;

/// <summary>
/// What happens on a port beside bytes. Recorded in its journal and told to its <see cref="IPortObserver"/>.
/// </summary>
public abstract record PortEvent
{
    private PortEvent(JournalKind kind) => Kind = kind;

    /// <summary>How the port's journal files it.</summary>
    public JournalKind Kind { get; }

    /// <summary>One clause for people: "alice from 192.0.2.7:51234 attached, read-write".</summary>
    public abstract string Text { get; }

    public sealed record SessionStarted(SessionInfo Session) : PortEvent(JournalKind.SessionStart)
    {
        public override string Text => $"{Session.Actor} attached, {Session.ModeText}";
    }

    /// <param name="Detail">Why, for people.</param>
    /// <param name="InputDropped">Typed bytes that the line had not taken yet.</param>
    public sealed record SessionEnded(SessionInfo Session, SessionEndReason Reason, string Detail, int InputDropped)
        : PortEvent(JournalKind.SessionEnd)
    {
        public override string Text => Format(
            $"{Session.Actor} detached: {Detail}; {Session.BytesOut} bytes out, {Session.BytesIn} in{Dropped}");

        private string Dropped => InputDropped == 0 ? "" : Format($", {InputDropped} typed bytes dropped");
    }

    /// <summary>An administrator ends a session; <see cref="SessionEnded"/> follows.</summary>
    public sealed record SessionKicked(SessionInfo Session, PortActor By) : PortEvent(JournalKind.SessionEnd)
    {
        public override string Text => $"{By} ends the session of {Session.Actor}";
    }

    /// <summary>A session became read-write or read-only, other than by a takeover.</summary>
    public sealed record ModeChanged(SessionInfo Session) : PortEvent(JournalKind.Takeover)
    {
        public override string Text => $"{Session.Actor} is {Session.ModeText}";
    }

    /// <param name="By">The writer now.</param>
    /// <param name="From">Who wrote before; watchers now.</param>
    public sealed record TakenOver(SessionInfo By, IReadOnlyList<SessionInfo> From) : PortEvent(JournalKind.Takeover)
    {
        public override string Text =>
            $"{By.Actor} took the port over from {string.Join(" and ", From.Select(static one => one.Actor))}";
    }

    /// <param name="Sequence">The named sequence it was, or null for a plain BREAK.</param>
    /// <param name="Length">What each BREAK of it lasts.</param>
    public sealed record BreakSent(PortActor By, string? Sequence, TimeSpan Length) : PortEvent(JournalKind.Break)
    {
        public override string Text => Sequence is null
            ? Format($"BREAK of {Length.TotalMilliseconds} ms sent by {By}")
            : $"break sequence {Sequence} sent by {By}";
    }

    public sealed record BreakReceived() : PortEvent(JournalKind.Break)
    {
        public override string Text => "BREAK received";
    }

    /// <summary>The command line's <c>send</c>. What was sent is not said.</summary>
    public sealed record TextSent(PortActor By, int Bytes) : PortEvent(JournalKind.Note)
    {
        public override string Text => Format($"{Bytes} bytes sent by {By}");
    }

    /// <param name="Problem">Why it is down or not as asked; null if all is well.</param>
    public sealed record LineChanged(LineState State, string Description, string? Problem)
        : PortEvent(State == LineState.Up ? JournalKind.LineUp : JournalKind.LineDown)
    {
        public override string Text => (State, Problem) switch
        {
            (LineState.Up, null) => $"line is up: {Description}",
            (LineState.Up, _) => $"line is up: {Description}: {Problem}",
            (LineState.Opening, _) => $"line is being opened: {Description}",
            (LineState.Disabled, _) => $"line is disabled: {Description}",
            _ => $"line is down: {Problem ?? Description}",
        };
    }

    /// <param name="Since">What was lost since the last one.</param>
    public sealed record Overrun(LineCounters Since) : PortEvent(JournalKind.Overrun)
    {
        public override string Text => Format(
            $"overrun: {Since.Overrun} characters lost in the UART, {Since.BufferOverrun} in the driver");
    }

    /// <param name="Bytes">How many it never got since it was last told here.</param>
    public sealed record Overtaken(SessionInfo Session, long Bytes) : PortEvent(JournalKind.Lost)
    {
        public override string Text => Format($"{Session.Actor} was overtaken by the log: {Bytes} bytes skipped");
    }

    /// <param name="Now">All that are raised.</param>
    /// <param name="Changed">Those that were not as they are now.</param>
    public sealed record ModemLinesChanged(ModemLines Now, ModemLines Changed) : PortEvent(JournalKind.ModemLines)
    {
        public override string Text
        {
            get
            {
                string raised = (Now & Changed).ToString().ToUpperInvariant();
                string dropped = (Changed & ~Now).ToString().ToUpperInvariant();
                return (Now & Changed) == 0 ? $"{dropped} dropped"
                    : (Changed & ~Now) == 0 ? $"{raised} raised"
                    : $"{raised} raised, {dropped} dropped";
            }
        }
    }

    public sealed record NoteAdded(PortActor By, string Note) : PortEvent(JournalKind.Note)
    {
        public override string Text => $"{By.User}: {Note}";
    }

    /// <summary>The line was closed and stays closed; the daemon keeps that over a restart.</summary>
    public sealed record PortDisabled(PortActor By) : PortEvent(JournalKind.LineDown)
    {
        public override string Text => $"port disabled by {By}";
    }

    /// <summary>A disabled port is used again; the daemon keeps that over a restart.</summary>
    public sealed record PortEnabled(PortActor By) : PortEvent(JournalKind.Note)
    {
        public override string Text => $"port enabled by {By}";
    }

    /// <summary>The line was opened anew, or tried again, because somebody asked for it.</summary>
    public sealed record LineReopened(PortActor By) : PortEvent(JournalKind.Note)
    {
        public override string Text => $"line reopened by {By}";
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
