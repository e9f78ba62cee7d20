namespace Fairlead.Ports;

/// <summary>
/// Ends sessions in which nothing was typed for the port's idle time, a minute after saying so. A program that only
/// watches cannot type and is left alone.
/// </summary>
sealed class IdleWatch(ConsolePort port)
{
    private static readonly TimeSpan s_warning = TimeSpan.FromMinutes(1);

    /// <summary>Time until the next session is to be warned or ended; null if none is.</summary>
    public TimeSpan? NextCheck
    {
        get
        {
            TimeSpan? next = null;
            if (port.Settings.IdleTimeout is { } limit)
            {
                foreach (Session session in port.Sessions)
                {
                    if (Counts(session))
                    {
                        TimeSpan due = (Warns(session, limit) ? limit - s_warning : limit) - IdleTime(session);
                        next = due < next || next is null ? due : next;
                    }
                }
            }

            return next;
        }
    }

    public void Check()
    {
        if (port.Settings.IdleTimeout is not { } limit)
        {
            return;
        }

        foreach (Session session in port.Sessions)
        {
            if (!Counts(session))
            {
                continue;
            }

            TimeSpan idle = IdleTime(session);
            if (idle >= limit)
            {
                session.End(SessionEndReason.Idle, $"nothing was typed for {PlainText.Of(limit)}");
            }
            else if (Warns(session, limit) && idle >= limit - s_warning)
            {
                session.IdleWarned = true;
                session.Notify(
                    $"nothing was typed for {PlainText.Of(idle)}: the session ends in {PlainText.Of(limit - idle)}");
            }
        }
    }

    private static bool Counts(Session session) =>
        !session.HasEnded && (session.Interactive || session.Mode == SessionMode.ReadWrite);

    private static bool Warns(Session session, TimeSpan limit) => !session.IdleWarned && limit > s_warning;

    private TimeSpan IdleTime(Session session) => port.Time.GetElapsedTime(session.LastInput);
}
