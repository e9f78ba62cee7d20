using System.Globalization;

namespace Fairlead.Ports;

/// <summary>
/// One numbered, named console and all that belongs to it: its line, its log, its sessions. What the line reads is
/// written to the log once, and every session reads it there. Called on the loop only; holds no lock and no thread.
/// </summary>
public sealed class ConsolePort : ILineOwner
{
    // One SSH packet's worth: more at once would make no packet larger.
    private const int MostUnshown = 32 * 1024;
    private const int FewSessions = 2;

    private readonly IPortObserver _observer;
    private readonly SessionBudget _budget;
    private readonly LineNews _news;
    private Session[] _sessions = [];
    private bool _started;
    private int _unshown;
    private bool _leaseAsked;
    private bool _stalled;

    /// <param name="number">As printed beside the socket.</param>
    /// <param name="settings">In force until <see cref="Apply"/>.</param>
    /// <param name="line">Started by <see cref="Start"/>; the port owns it and closes it.</param>
    /// <param name="log">Written by this port alone; outlives it.</param>
    /// <param name="time">Timers may fire anywhere; the port brings them to the context in which it is called.</param>
    /// <param name="observer">Hears of every <see cref="PortEvent"/>.</param>
    /// <param name="budget">Shared by all ports of the device: <see cref="PortSet.Sessions"/>.</param>
    public ConsolePort(
        PortNumber number,
        PortSettings settings,
        ILine line,
        PortLog log,
        TimeProvider time,
        IPortObserver observer,
        SessionBudget budget)
    {
        Number = number;
        Settings = settings;
        Line = line;
        Log = log;
        Time = time;
        _observer = observer;
        _budget = budget;
        _news = new LineNews(this);
        Operations = new PortOperations(this);
        Writers = new PortWriters(this);
        Typing = new InputQueue(this);
        Holding = new HoldPolicy(this);
        Idle = new IdleWatch(this);
        Clock = new PortClock(this);
    }

    public PortNumber Number { get; }

    public PortSettings Settings { get; private set; }

    public string Name => Settings.Name;

    public ILine Line { get; private set; }

    public PortLog Log { get; }

    /// <summary>Sessions attached now, longest first.</summary>
    public IReadOnlyList<Session> Sessions => _sessions;

    /// <summary>What is done to the port from outside: BREAKs, kicks, disabling.</summary>
    public PortOperations Operations { get; }

    /// <summary>Bytes that the line gave us.</summary>
    public long TotalIn { get; private set; }

    /// <summary>Bytes that the line took from us.</summary>
    public long TotalOut { get; private set; }

    /// <summary>When the line last gave something; null if it never did.</summary>
    public DateTimeOffset? LastIn { get; private set; }

    /// <summary>When the line last took something; null if it never did.</summary>
    public DateTimeOffset? LastOut { get; private set; }

    /// <summary>How long the line was not read because its writer was behind, in all.</summary>
    public TimeSpan HeldTime => Holding.Time;

    /// <summary>True while the line is not read because its writer is behind.</summary>
    public bool IsHeld => Holding.IsHeld;

    internal TimeProvider Time { get; }

    internal PortWriters Writers { get; }

    internal InputQueue Typing { get; }

    internal HoldPolicy Holding { get; }

    internal IdleWatch Idle { get; }

    internal PortClock Clock { get; }

    internal bool IsLineUp => Settings.Enabled && Line.State == LineState.Up;

    /// <summary>"line is down: /dev/ttyS4: no such device", as an operator reads it.</summary>
    internal string LineText => new PortEvent.LineChanged(
        Settings.Enabled ? Line.State : LineState.Disabled, Line.Description, Line.Problem).Text;

    /// <summary>Opens the line, unless the port is disabled.</summary>
    public void Start()
    {
        if (Settings.Enabled && !_started)
        {
            _started = true;
            Line.Start(this);
        }
    }

    /// <summary>Takes new settings. Only what differs changes; no session is disturbed.</summary>
    public void Apply(PortSettings settings)
    {
        PortSettings before = Settings;
        Settings = settings;
        if (settings.Writers != before.Writers)
        {
            Writers.Apply(settings.Writers);
        }

        if (settings.IdleTimeout != before.IdleTimeout)
        {
            Clock.Schedule();
        }

        if (settings.Enabled != before.Enabled)
        {
            Notify(settings.Enabled ? "the configuration enables the port" : "the configuration disables the port");
            OpenOrClose();
        }
    }

    /// <summary>Closes the line and puts another one in its place; sessions stay attached.</summary>
    public async Task ReplaceLineAsync(ILine line)
    {
        ILine before = Line;
        Line = line;
        _started = false;
        Holding.Forget();
        await before.CloseAsync();
        Line.SetInteractive(Writers.Writers.Count > 0);
        Start();
    }

    /// <summary>
    /// A new lease of positions is durable (<see cref="PortLog.GrantLease"/>). A line that had to stop because the one
    /// before ran out is read again.
    /// </summary>
    public void GrantLease(long upTo)
    {
        _leaseAsked = false;
        Log.GrantLease(upTo);
        if (_stalled && !Holding.IsHeld)
        {
            _stalled = false;
            Line.Hold(false);
        }
    }

    /// <summary>
    /// Attaches somebody who may watch: read-write if they may write and the port is free, else read-only and told
    /// who holds it.
    /// </summary>
    public AttachResult Attach(SessionRequest request, ISessionClient client)
    {
        if (_sessions.Length >= Settings.MaxSessions)
        {
            return new AttachResult.Refused(Format(
                $"port {Number.Value} has {_sessions.Length} sessions, and its limit is {Settings.MaxSessions}"));
        }

        if (_budget.Take() is not { } id)
        {
            return new AttachResult.Refused(Format(
                $"the device has {_budget.Count} sessions, and its limit is {_budget.Limit}"));
        }

        var session = new Session(this, id, request, client, Log.OpenReader(FirstPosition(request)));
        _sessions = [.. _sessions, session];
        Writers.Admit(session);
        var started = new PortEvent.SessionStarted(session.Info);
        Tell(started);
        NotifyTerminals(started.Text, session);
        Welcome.Greet(session);
        Clock.Schedule();
        session.Pump();
        return new AttachResult.Attached(session);
    }

    /// <summary>Who is attached, as it is now.</summary>
    public IReadOnlyList<SessionInfo> Who() => [.. _sessions.Select(static session => session.Info)];

    /// <summary>Ends all sessions and closes the line; the log stays.</summary>
    public async Task CloseAsync(string reason)
    {
        // Those who wait for the port go before the one who has it, so that nobody gets it in between.
        foreach (Session session in _sessions.Reverse())
        {
            session.End(SessionEndReason.PortClosed, reason);
        }

        Clock.Dispose();
        await Line.CloseAsync();
    }

    /// <inheritdoc/>
    public Span<byte> Reserve(int max)
    {
        Span<byte> place = Holding.IsHeld ? default : Log.Reserve(max);
        _stalled = place.IsEmpty && !Holding.IsHeld;
        return place;
    }

    /// <inheritdoc/>
    public void Received(int count, bool more = false)
    {
        Log.Commit(count);
        TotalIn += count;
        _unshown += count;

        // For one reader the work of a packet passes while the line brings the next portion; for many it is worth
        // saving.
        bool few = _sessions.Length <= FewSessions;
        if (_unshown > 0 && (!more || few || _unshown >= Math.Min(MostUnshown, Log.LargestReservation)))
        {
            Show();
        }
    }

    private void Show()
    {
        _unshown = 0;
        LastIn = Time.GetUtcNow();

        // A session may end while it is pumped: the array that we go through is replaced then, not changed.
        foreach (Session session in _sessions)
        {
            session.Output.Pump();
        }

        Holding.Check();
        if (Log.LeaseRunsLow && !_leaseAsked)
        {
            _leaseAsked = true;
            _observer.LeaseRunsLow(this);
        }
    }

    /// <inheritdoc/>
    public void WriteRoomGrew() => Typing.Drain();

    /// <inheritdoc/>
    public void LineChanged()
    {
        Holding.Check();
        _news.Changed();
        Typing.Drain();
    }

    /// <inheritdoc/>
    public void Overrun(LineCounters since) => _news.Overrun(since);

    /// <inheritdoc/>
    public void BreakReceived() => _news.BreakReceived();

    /// <inheritdoc/>
    public void ModemLinesChanged() => _news.ModemLinesChanged();

    /// <summary>Closes or opens the line because somebody wants it, which outlives the configuration.</summary>
    internal void SetEnabled(bool enabled)
    {
        Settings = Settings with { Enabled = enabled };
        OpenOrClose();
    }

    internal void CountOutput(int count)
    {
        if (count > 0)
        {
            TotalOut += count;
            LastOut = Time.GetUtcNow();
        }
    }

    /// <summary>Into the journal and to the observer.</summary>
    internal void Tell(PortEvent happened)
    {
        Log.Record(happened.Kind, happened.Text);
        _observer.Observe(this, happened);
    }

    /// <summary>One line to everybody who is attached.</summary>
    internal void Notify(string text)
    {
        foreach (Session session in _sessions)
        {
            session.Notify(text);
        }
    }

    /// <summary>
    /// One line to the people attached, but for those whom it is about. Programs are not told of company.
    /// </summary>
    internal void NotifyTerminals(string text, Session about, Session? other = null)
    {
        foreach (Session session in _sessions)
        {
            if (session.Interactive && session != about && session != other)
            {
                session.Notify(text);
            }
        }
    }

    /// <summary>A session has ended: its places are given back and the others are told.</summary>
    internal void Detach(Session session, PortEvent.SessionEnded ended)
    {
        _sessions = [.. _sessions.Where(one => one != session)];
        _budget.GiveBack();
        Tell(ended);
        NotifyTerminals($"{session.Actor} detached", session);
        Writers.Left(session);
    }

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private long FirstPosition(SessionRequest request)
    {
        int lines = request.ReplayLines ?? (request.Interactive ? Settings.ReplayLines : 0);
        return lines > 0 && request.Refusal(SessionAct.Log) is null ? Log.PositionOfLastLines(lines) : Log.Head;
    }

    private void OpenOrClose()
    {
        if (!_started)
        {
            Start();
        }
        else if (Settings.Enabled)
        {
            Line.Enable();
        }
        else
        {
            Line.Disable();
        }
    }
}
