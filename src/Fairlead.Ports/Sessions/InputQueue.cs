namespace Fairlead.Ports;

/// <summary>
/// Typed bytes on their way to the line. They go straight through while the line takes them; else they wait, each
/// session's in its own bounded buffer, and the sessions take turns at the borders of input messages. Nothing is
/// lost, and nobody but the one who types is held up.
/// </summary>
sealed class InputQueue(ConsolePort port)
{
    private readonly List<PendingInput> _waiting = [];
    private bool _draining;

    public bool IsEmpty => _waiting.Count == 0;

    public int PendingOf(Session session) => Find(session)?.Count ?? 0;

    /// <summary>Takes all of one input message.</summary>
    public void Write(Session session, ReadOnlySpan<byte> data)
    {
        int taken = 0;
        if (_waiting.Count == 0)
        {
            taken = port.Line.Write(data);
        }

        if (taken < data.Length)
        {
            Wait(session, data[taken..]);
        }

        port.CountOutput(taken);
        session.Typed(taken);
    }

    /// <summary>Gives the line what it takes now.</summary>
    public void Drain()
    {
        if (_draining)
        {
            return;
        }

        _draining = true;
        try
        {
            while (_waiting.Count > 0 && DrainFirst())
            {
            }
        }
        finally
        {
            _draining = false;
        }
    }

    /// <summary>Forgets what a session typed and the line has not taken; returns how many bytes.</summary>
    public int Drop(Session session)
    {
        PendingInput? pending = Find(session);
        if (pending is null)
        {
            return 0;
        }

        _waiting.Remove(pending);
        return pending.Drop();
    }

    private bool DrainFirst()
    {
        PendingInput first = _waiting[0];
        int taken = port.Line.Write(first.First(first.Turn));
        if (taken == 0)
        {
            return false;
        }

        first.Remove(taken);
        if (first.Turn == 0)
        {
            _waiting.RemoveAt(0);
            if (first.Count > 0)
            {
                first.Turn = first.Count;
                _waiting.Add(first);
            }
        }

        port.CountOutput(taken);
        first.Session.Typed(taken);
        return true;
    }

    private void Wait(Session session, ReadOnlySpan<byte> data)
    {
        if (Find(session) is { } before)
        {
            before.Append(data);
            return;
        }

        var pending = new PendingInput(session);
        pending.Append(data);
        pending.Turn = data.Length;
        _waiting.Add(pending);
    }

    private PendingInput? Find(Session session)
    {
        foreach (PendingInput pending in _waiting)
        {
            if (pending.Session == session)
            {
                return pending;
            }
        }

        return null;
    }
}
