namespace Fairlead.Ports;

/// <summary>
/// Who types on a port: asks rights, keeps the places in the gate and tells everybody whom it concerns.
/// </summary>
sealed class PortWriters(ConsolePort port)
{
    private readonly WriterGate<Session> _gate = new(port.Settings.Writers);

    public IReadOnlyList<Session> Writers => _gate.Writers;

    public bool IsWriter(Session session) => _gate.IsWriter(session);

    public bool IsWaiting(Session session) => _gate.Waiting.Contains(session);

    /// <summary>A new session becomes read-write if it wants, may and can; else it is a watcher.</summary>
    public void Admit(Session session)
    {
        if (session.WantsToWrite && session.Refusal(SessionAct.Write) is null && _gate.TryAcquire(session))
        {
            session.WriterSince = port.Time.GetUtcNow();
            Changed();
        }
    }

    /// <summary>True if what the session types goes to the line. A right that was taken away counts at once.</summary>
    public bool MayType(Session session)
    {
        Recheck(session);
        return IsWriter(session);
    }

    /// <summary>Makes a session read-only that may not write any more.</summary>
    public void Recheck(Session session)
    {
        if (IsWriter(session) && session.Refusal(SessionAct.Write) is { } refusal)
        {
            StandDown(session, $"you are read-only: {refusal}");
        }
    }

    /// <summary>What a watcher is told who types.</summary>
    public string WhyReadOnly(Session session)
    {
        string why = session.Refusal(SessionAct.Write) ?? Holder;
        string help = session.Interactive ? $"; {port.Settings.Escape} ? for help" : "";
        return $"read-only: {(why.Length == 0 ? "you watch" : why)}; what you type goes nowhere{help}";
    }

    /// <summary>
    /// "bob from 192.0.2.9:40112 has held the port since 2026-01-31T23:59:59Z"; empty if nobody does.
    /// </summary>
    public string Holder => _gate.Policy == WriterPolicy.Shared || Writers.Count == 0
        ? ""
        : $"{Writers[0].Actor} has held the port since {PlainText.Of(Writers[0].WriterSince)}";

    /// <summary>Escape <c>a</c>: writes now, or as soon as the port is free.</summary>
    public void Ask(Session session)
    {
        if (IsWriter(session))
        {
            session.Notify("you are read-write already");
        }
        else if (session.Refusal(SessionAct.Write) is { } refusal)
        {
            session.Notify(refusal);
        }
        else if (_gate.Ask(session))
        {
            Promoted(session);
        }
        else
        {
            int place = _gate.Waiting.ToList().IndexOf(session) + 1;
            string next = place == 1 ? "you are next" : $"you are number {place} in the queue";
            session.Notify($"{Holder}; {next}; {port.Settings.Escape} f takes it over");
        }
    }

    /// <summary>Makes the session the writer now. Both sides and everybody else are told.</summary>
    public PortAnswer TakeOver(Session session)
    {
        if ((session.Refusal(SessionAct.Write) ?? session.Refusal(SessionAct.Takeover)) is { } refusal)
        {
            return new PortAnswer.Refused(refusal);
        }

        if (IsWriter(session))
        {
            return new PortAnswer.Refused("you are read-write already");
        }

        IReadOnlyList<Session> bumped = _gate.TakeOver(session);
        if (bumped.Count == 0)
        {
            Promoted(session);
            return PortAnswer.Done.Instance;
        }

        session.WriterSince = port.Time.GetUtcNow();
        var taken = new PortEvent.TakenOver(session.Info, [.. bumped.Select(static one => one.Info)]);
        port.Tell(taken);
        foreach (Session one in bumped)
        {
            one.Notify($"{session.Actor} took the port over; you are read-only");
            one.DropInput();
        }

        session.Notify($"you took the port over from {string.Join(" and ", bumped.Select(static one => one.Actor))}");
        port.NotifyTerminals(taken.Text, session, bumped[0]);
        Changed();
        return PortAnswer.Done.Instance;
    }

    /// <summary>Escape <c>s</c> and a lost right: the writer becomes a watcher, and who waits gets the port.</summary>
    public void StandDown(Session session, string notice = "you are read-only")
    {
        if (!_gate.Release(session))
        {
            session.Notify("you are read-only already");
            return;
        }

        Demoted(session, notice);
        AdmitWaiting();
    }

    /// <summary>The session is gone.</summary>
    public void Left(Session session)
    {
        if (_gate.Release(session))
        {
            AdmitWaiting();
        }
    }

    /// <summary>The port's policy has changed.</summary>
    public void Apply(WriterPolicy policy)
    {
        foreach (Session one in _gate.Apply(policy))
        {
            Demoted(one, "the port takes one writer from now on; you are read-only");
        }

        AdmitWaiting();
    }

    private void AdmitWaiting()
    {
        while (_gate.AdmitNext() is { } next)
        {
            if (next.Refusal(SessionAct.Write) is { } refusal)
            {
                _gate.Release(next);
                next.Notify($"the port is free, but {refusal}");
            }
            else
            {
                Promoted(next);
            }
        }

        Changed();
    }

    private void Promoted(Session session)
    {
        session.WriterSince = port.Time.GetUtcNow();
        session.Notify("you are read-write");
        Told(session);
        Changed();
    }

    private void Demoted(Session session, string notice)
    {
        session.Notify(notice);
        session.DropInput();
        Told(session);
    }

    private void Told(Session session)
    {
        var changed = new PortEvent.ModeChanged(session.Info);
        port.Tell(changed);
        port.NotifyTerminals(changed.Text, session);
    }

    private void Changed()
    {
        port.Line.SetInteractive(Writers.Count > 0);
        port.Holding.Check();
    }
}
