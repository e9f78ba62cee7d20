using Fairlead.Access;
using Fairlead.Ports;

namespace Fairlead.Shell.Commands;

/// <summary><c>connect P</c> and <c>watch P</c>: a session on a port, from this seat, until it ends.</summary>
sealed class Connect(string verb, SessionMode mode) : ICommand
{
    public string Verb => verb;

    public string Parameters => "PORT";

    public string Summary => mode == SessionMode.ReadWrite
        ? "attach to a port, read-write if it is free"
        : "attach to a port read-only";

    public IReadOnlyDictionary<string, bool> Options => CommandOptions.None;

    public async Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        if (CommandOptions.Port(context, arguments, more: 0, out _) is not { } port)
        {
            return ExitCode.Failed;
        }

        return ExitCodeOf(await context.Seat.LiveOnAsync(client => Attach(context, port, client, mode)));
    }

    /// <summary>Attaches, or says why not.</summary>
    public static Session? Attach(CommandContext context, ConsolePort port, ISessionClient client, SessionMode mode)
    {
        var request = new SessionRequest
        {
            User = context.Subject.User,
            From = context.From,
            Door = context.DoorName,
            Mode = context.WatchOnly ? SessionMode.ReadOnly : mode,
            Interactive = context.Seat.IsTerminal,
            Refusal = act => (context.Decide(ActOf(act), port) as Decision.Denied)?.Reason,
        };
        switch (port.Attach(request, client))
        {
            case AttachResult.Attached attached:
                return attached.Session;
            case AttachResult.Refused refused:
                context.Seat.Error(refused.Reason + "\n");
                return null;
            default:
                throw new InvalidOperationException("an attach result of no kind");
        }
    }

    /// <summary>0 for a session that its person ended, 1 for one that was refused or ended otherwise.</summary>
    public static int ExitCodeOf(SessionEnd end) =>
        end is { Refused: false, Reason: SessionEndReason.Left } ? ExitCode.Done : ExitCode.Failed;

    private static Act ActOf(SessionAct act) => act switch
    {
        SessionAct.Watch => Act.Watch,
        SessionAct.Write => Act.Write,
        SessionAct.Break => Act.Break,
        SessionAct.Takeover => Act.Takeover,
        SessionAct.Log => Act.Log,
        SessionAct.Configure => Act.Configure,
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, "no such act"),
    };
}
