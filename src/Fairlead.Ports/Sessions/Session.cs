using System.Globalization;
using System.Text;

namespace Fairlead.Ports;

/// <summary>
/// One person's (or program's) attachment to one port: a reader in the port's log whose bytes go to the client, and
/// typed bytes on their way to the line. Called on the loop only.
/// </summary>
public sealed class Session
{
    /// <summary>
    /// Bytes given to <see cref="Input"/> and not yet <see cref="ISessionClient.Consumed"/>, at most: the largest
    /// window that a door may grant its client.
    /// </summary>
    public const int LargestPendingInput = 64 * 1024;

    /// <summary>Output beyond which Ctrl-C jumps to what the line says now, bytes.</summary>
    public const int InterruptJump = 32 * 1024;

    private const byte Interrupt = 0x03;

    private readonly SessionRequest _request;
    private readonly ISessionClient _client;
    private readonly EscapeFilter _filter = new();
    private readonly SessionOutput _output;
    private readonly Reminder _thrownAway;
    private readonly Reminder _lineAway;
    private SessionPrompt? _prompt;

    internal Session(ConsolePort port, long id, SessionRequest request, ISessionClient client, LogReader reader)
    {
        Port = port;
        Id = id;
        _request = request;
        _client = client;
        Actor = new PortActor(request.User, request.From, request.Door);
        Since = port.Time.GetUtcNow();
        LastInput = port.Time.GetTimestamp();
        _output = new SessionOutput(this, client, reader);
        _thrownAway = new Reminder(port.Time);
        _lineAway = new Reminder(port.Time);
    }

    public ConsolePort Port { get; }

    /// <summary>Names the session on the whole device.</summary>
    public long Id { get; }

    /// <summary>Whose it is.</summary>
    public PortActor Actor { get; }

    public bool Interactive => _request.Interactive;

    /// <summary>Read-write while it may type now, else read-only.</summary>
    public SessionMode Mode => Port.Writers.IsWriter(this) ? SessionMode.ReadWrite : SessionMode.ReadOnly;

    /// <summary>When it was attached.</summary>
    public DateTimeOffset Since { get; }

    /// <summary>True after it ended, for whatever reason: every member does nothing then.</summary>
    public bool HasEnded { get; private set; }

    /// <summary>Typed bytes that the line has not taken yet.</summary>
    public int PendingInput => Port.Typing.PendingOf(this) + _filter.Held.Length;

    /// <summary>The position of the next byte that the client gets.</summary>
    public long Position => _output.Position;

    internal SessionOutput Output => _output;

    internal DateTimeOffset WriterSince { get; set; }

    internal long LastInput { get; private set; }

    internal bool IdleWarned { get; set; }

    internal long BytesIn { get; private set; }

    /// <summary>The session as it is now.</summary>
    public SessionInfo Info => new()
    {
        Id = Id,
        Actor = Actor,
        Mode = Mode,
        Interactive = Interactive,
        IsWaiting = Port.Writers.IsWaiting(this),
        Since = Since,
        Idle = Port.Time.GetElapsedTime(LastInput),
        BytesOut = _output.Bytes,
        BytesIn = BytesIn,
        Behind = _output.Behind,
        BytesLost = _output.Lost,
    };

    /// <summary>
    /// Moves what the log has and the client takes. Called by the port when the log grew and by the door when there
    /// is room.
    /// </summary>
    public void Pump()
    {
        _output.Pump();
        Port.Holding.Check();
    }

    /// <summary>
    /// What the person typed: one call for each message of the door's protocol. All of it is taken;
    /// <see cref="ISessionClient.Consumed"/> says when the door may let the client send as much again.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// More than <see cref="LargestPendingInput"/> bytes are not consumed: the door's window is too large.
    /// </exception>
    public void Input(ReadOnlySpan<byte> data)
    {
        if (HasEnded || data.IsEmpty)
        {
            return;
        }

        LastInput = Port.Time.GetTimestamp();
        IdleWarned = false;
        if (!Interactive)
        {
            Type(data);
            return;
        }

        for (int offset = 0; offset < data.Length && !HasEnded;)
        {
            offset += _prompt is { } prompt ? Answer(prompt, data, offset) : Step(data, offset);
        }
    }

    /// <summary>The door lost its client, or the person left.</summary>
    public void Leave() => End(SessionEndReason.Left, "left");

    /// <summary>
    /// The door's own BREAK (RFC 4335). Who asked is told why if it is refused, and the door answers accordingly.
    /// </summary>
    /// <param name="length">From <see cref="BreakLength.FromRequest"/>; null for the port's default.</param>
    public PortAnswer SendBreak(TimeSpan? length = null)
    {
        PortAnswer answer = HasEnded ? new PortAnswer.Refused("the session is over")
            : _request.Refusal(SessionAct.Break) is { } refusal ? new PortAnswer.Refused(refusal)
            : Port.Operations.SendBreak(Actor, length);
        TellRefusal(answer);
        return answer;
    }

    /// <summary>Makes this session the writer. Needs the rights to write and to take over.</summary>
    public PortAnswer TakeOver()
    {
        PortAnswer answer = HasEnded ? new PortAnswer.Refused("the session is over") : Port.Writers.TakeOver(this);
        TellRefusal(answer);
        return answer;
    }

    /// <summary>
    /// Rules have changed: a session that may not watch any more ends, one that may not write any more becomes
    /// read-only; both are told.
    /// </summary>
    public void RecheckRights()
    {
        if (HasEnded)
        {
            return;
        }

        if (_request.Refusal(SessionAct.Watch) is { } refusal)
        {
            End(SessionEndReason.NoLongerAllowed, refusal);
            return;
        }

        Port.Writers.Recheck(this);
    }

    /// <summary>The reason why the session's owner may not do that now, or null.</summary>
    internal string? Refusal(SessionAct act) => _request.Refusal(act);

    internal bool WantsToWrite => _request.Mode == SessionMode.ReadWrite;

    /// <summary>Sends a named sequence, if the right to break is there.</summary>
    internal void RunBreakSequence(NamedBreak named) => TellRefusal(
        _request.Refusal(SessionAct.Break) is { } refusal
            ? new PortAnswer.Refused(refusal)
            : Port.Operations.RunBreakSequence(Actor, named.Name));

    /// <summary>Tells the person one line.</summary>
    internal void Notify(string text)
    {
        if (!HasEnded)
        {
            _client.Notice(PlainText.Of(text));
        }
    }

    internal void TellRefusal(PortAnswer answer)
    {
        if (answer.Reason is { } reason)
        {
            Notify(reason);
        }
    }

    /// <summary>Shows a terminal the answer to an escape; lines end with CR LF already.</summary>
    internal void Show(string text) => ShowBytes(Encoding.UTF8.GetBytes(text));

    internal void ShowBytes(ReadOnlySpan<byte> text)
    {
        if (!HasEnded)
        {
            _client.Answer(text);
        }
    }

    /// <summary>Asks the person; what is typed next is the answer.</summary>
    internal void Ask(SessionPrompt prompt)
    {
        _prompt = prompt;
        Notify(prompt.Question);
    }

    /// <summary>That many typed bytes were taken by the line.</summary>
    internal void Typed(int count)
    {
        BytesIn += count;
        Consume(count);
    }

    /// <summary>What was typed and is not yet on its way to the line is thrown away; the person is told.</summary>
    internal void DropInput()
    {
        int dropped = Port.Typing.Drop(this);
        if (dropped > 0)
        {
            Notify(string.Create(
                CultureInfo.InvariantCulture, $"{dropped} typed bytes had not been sent and are dropped"));
            Consume(dropped);
        }
    }

    /// <summary>Ends the session; its client hears of it once and of nothing after it.</summary>
    internal void End(SessionEndReason reason, string text)
    {
        if (HasEnded)
        {
            return;
        }

        SessionInfo last = Info;
        HasEnded = true;
        int dropped = Port.Typing.Drop(this) + _filter.Held.Length;
        _output.Close();
        Port.Detach(this, new PortEvent.SessionEnded(last, reason, text, dropped));
        _client.Ended(reason, text);
    }

    private int Answer(SessionPrompt prompt, ReadOnlySpan<byte> message, int offset)
    {
        // The prompt is closed first: what it sets off may ask the next question.
        int taken = prompt.Read(message, offset, out bool done);
        Consume(taken);
        if (done)
        {
            _prompt = null;
            prompt.Finish();
        }

        return taken;
    }

    private int Step(ReadOnlySpan<byte> message, int offset)
    {
        EscapeStep step = _filter.Next(message, offset, Port.Settings.Escape);
        switch (step.Action)
        {
            case EscapeAction.Pass:
                Type(message.Slice(offset, step.Taken));
                break;
            case EscapeAction.Release:
                Type(_filter.Held);
                _filter.Released();
                break;
            case EscapeAction.Command:
                Consume(step.Used);
                EscapeMenu.Run(this, step.Letter, step.Argument);
                break;
            case EscapeAction.Hold:
                break;
        }

        return step.Taken;
    }

    private void Type(ReadOnlySpan<byte> data)
    {
        if (!Port.Writers.MayType(this))
        {
            if (_thrownAway.IsDue())
            {
                Notify(Port.Writers.WhyReadOnly(this));
            }

            Consume(data.Length);
            return;
        }

        Port.Typing.Write(this, data);
        if (!Port.IsLineUp && _lineAway.IsDue())
        {
            Notify($"{Port.LineText}; what you type waits for it");
        }

        if (Interactive && _output.Behind > InterruptJump && data.Contains(Interrupt))
        {
            _output.JumpToEnd();
            Port.Holding.Check();
        }
    }

    private void Consume(int count)
    {
        if (count > 0 && !HasEnded)
        {
            _client.Consumed(count);
        }
    }
}
