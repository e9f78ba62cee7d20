using System.Globalization;

namespace Fairlead.Ports;

/// <summary>A session's place in the log, and the way from there to its client. One copy, no queue.</summary>
sealed class SessionOutput(Session session, ISessionClient client, LogReader reader)
{
    // Overtaken again and again by a flood, the client is told each time; the journal every so often.
    private readonly Reminder _journalDue = new(session.Port.Time);
    private long _lostSinceTold;
    private long _progressAt = session.Port.Time.GetTimestamp();
    private bool _atEnd = true;
    private bool _pumping;

    public long Position => reader.Position;

    /// <summary>Bytes of the log that are still to be read.</summary>
    public long Behind => reader.Available;

    /// <summary>Bytes that went to the client.</summary>
    public long Bytes { get; private set; }

    /// <summary>Bytes that the client never got.</summary>
    public long Lost { get; private set; }

    /// <summary>How long the client has taken nothing although there was something.</summary>
    public TimeSpan Stuck => session.Port.Time.GetElapsedTime(_progressAt);

    public void Pump()
    {
        if (_pumping || session.HasEnded)
        {
            return;
        }

        _pumping = true;
        try
        {
            if (_atEnd)
            {
                _progressAt = session.Port.Time.GetTimestamp();
            }

            while (!session.HasEnded && reader.Available > 0 && MoveSome())
            {
            }

            _atEnd = reader.Available == 0;
        }
        finally
        {
            _pumping = false;
        }
    }

    /// <summary>Goes to what the line says now. Nothing is lost: the log has what is skipped.</summary>
    public void JumpToEnd()
    {
        long skipped = reader.Available;
        reader.SkipToEnd();
        string escape = session.Port.Settings.Escape.ToString();
        session.Notify(string.Create(
            CultureInfo.InvariantCulture,
            $"interrupt: {skipped} bytes of waiting output skipped; {escape} r shows the last lines of them"));
    }

    /// <summary>Goes back to show the last lines again; false if they are still to come.</summary>
    public bool GoBackTo(long position)
    {
        if (position >= reader.Position)
        {
            return false;
        }

        reader.SkipTo(position);
        return true;
    }

    /// <summary>The session is over: what is not yet in the journal about it goes there.</summary>
    public void Close() => TellJournal();

    private bool MoveSome()
    {
        Span<byte> place = client.GetSpan((int)Math.Min(reader.Available, int.MaxValue));
        if (place.IsEmpty)
        {
            return false;
        }

        // The notice stands before the bytes that follow the gap, and only where there is room for them: a client
        // that takes nothing is not told again and again.
        if (reader.Position < session.Port.Log.Tail)
        {
            client.Advance(0);
            reader.Read([], out long overtaken);
            TellLost(overtaken);
            return !session.HasEnded;
        }

        int count = reader.Read(place, out long lost);
        client.Advance(count);
        Bytes += count;
        if (lost > 0)
        {
            TellLost(lost);
        }

        _progressAt = session.Port.Time.GetTimestamp();
        return count > 0;
    }

    private void TellLost(long lost)
    {
        Lost += lost;
        _lostSinceTold += lost;
        session.Notify(string.Create(
            CultureInfo.InvariantCulture, $"{lost} bytes skipped: you read slower than the line prints"));
        if (_journalDue.IsDue())
        {
            TellJournal();
        }
    }

    private void TellJournal()
    {
        if (_lostSinceTold > 0)
        {
            long lost = _lostSinceTold;
            _lostSinceTold = 0;
            session.Port.Tell(new PortEvent.Overtaken(session.Info, lost));
        }
    }
}
