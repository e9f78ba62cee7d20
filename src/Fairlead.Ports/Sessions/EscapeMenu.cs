namespace Fairlead.Ports;

/// <summary>What each letter after the escape does. The letters are conserver's.</summary>
static class EscapeMenu
{
    private const int FewLines = 20;
    private const int ManyLines = 60;

    private const string Help = """
         .    leave                          a    attach read-write, or wait for it
         ?    this list                      f    force: take the port over
         w    who is attached                s    spy: become read-only
         r    replay the last 20 lines       l0   send a BREAK
         p    replay the last 60 lines       l?   list the break sequences; l1 to l9 send one
         i    information                    d    disable the port
         n    note for the journal           o    open the line again

        """;

    public static void Run(Session session, byte letter, byte argument)
    {
        switch ((char)letter)
        {
            case '.':
                session.Leave();
                break;
            case '?' or 'h':
                session.Show(Help.ReplaceLineEndings("\r\n"));
                break;
            case 'w':
                session.Show(PortReport.Who(session));
                break;
            case 'i':
                session.Show(PortReport.Information(session.Port));
                break;
            case 'a':
                session.Port.Writers.Ask(session);
                break;
            case 's':
                session.Port.Writers.StandDown(session);
                break;
            case 'f':
                TakeOver(session);
                break;
            case 'r':
                Replay(session, FewLines);
                break;
            case 'p':
                Replay(session, ManyLines);
                break;
            case 'l':
                Break(session, argument);
                break;
            case 'd':
                IfAllowed(session, SessionAct.Configure, "disable the port?", static asking =>
                    asking.TellRefusal(asking.Port.Operations.Disable(asking.Actor)));
                break;
            case 'o':
                Reopen(session);
                break;
            case 'n':
                session.Ask(new NotePrompt(session));
                break;
            case ' ' or '\r' or '\n':
                session.Notify("aborted");
                break;
            default:
                session.Notify("unknown -- use ?");
                break;
        }
    }

    private static void TakeOver(Session session)
    {
        string holder = session.Port.Writers.Holder;
        if (holder.Length == 0 || session.Mode == SessionMode.ReadWrite)
        {
            session.TakeOver();
            return;
        }

        IfAllowed(session, SessionAct.Takeover, $"{holder}; take it over?", static asking => asking.TakeOver());
    }

    private static void Replay(Session session, int lines)
    {
        if (session.Refusal(SessionAct.Log) is { } refusal)
        {
            session.Notify(refusal);
            return;
        }

        if (session.Output.GoBackTo(session.Port.Log.PositionOfLastLines(lines)))
        {
            session.Notify($"the last {lines} lines");
            session.Pump();
        }
        else
        {
            session.Notify($"the last {lines} lines are still to come");
        }
    }

    private static void Reopen(Session session)
    {
        if (!session.Port.Settings.Enabled)
        {
            IfAllowed(session, SessionAct.Configure, "enable the port?", static asking =>
                asking.TellRefusal(asking.Port.Operations.Enable(asking.Actor)));
        }
        else if (session.Port.IsLineUp)
        {
            IfAllowed(session, SessionAct.Configure, "close the line and open it again?", ReopenNow);
        }
        else if (session.Refusal(SessionAct.Write) is { } refusal)
        {
            session.Notify(refusal);
        }
        else
        {
            ReopenNow(session);
        }
    }

    private static void ReopenNow(Session session) =>
        session.TellRefusal(session.Port.Operations.Reopen(session.Actor));

    private static void Break(Session session, byte argument)
    {
        IReadOnlyList<NamedBreak> offered = session.Port.Settings.BreakSequences;
        int number = argument - '0';
        if (argument == '?')
        {
            session.Show(PortReport.BreakSequences(session.Port));
        }
        else if (argument == '0')
        {
            session.SendBreak();
        }
        else if (number is >= 1 and <= 9 && number <= offered.Count)
        {
            NamedBreak named = offered[number - 1];
            if (named.Confirm)
            {
                IfAllowed(session, SessionAct.Break, $"send {named.Name}?", asking => asking.RunBreakSequence(named));
            }
            else
            {
                session.RunBreakSequence(named);
            }
        }
        else
        {
            session.Notify("aborted");
        }
    }

    /// <summary>
    /// Asks y/n first where the port wants it. The right is asked before and after: it may go in between.
    /// </summary>
    private static void IfAllowed(Session session, SessionAct act, string question, Action<Session> run)
    {
        if (session.Refusal(act) is { } refusal)
        {
            session.Notify(refusal);
        }
        else if (session.Port.Settings.ConfirmDestructive)
        {
            session.Ask(new ConfirmPrompt(session, question, () => RunIfAllowed(session, act, run)));
        }
        else
        {
            run(session);
        }
    }

    private static void RunIfAllowed(Session session, SessionAct act, Action<Session> run)
    {
        if (session.Refusal(act) is { } refusal)
        {
            session.Notify(refusal);
        }
        else
        {
            run(session);
        }
    }
}
