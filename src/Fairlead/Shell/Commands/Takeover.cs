using Fairlead.Access;
using Fairlead.Ports;

namespace Fairlead.Shell.Commands;

/// <summary><c>takeover P</c>: a session that begins by taking the writer's place.</summary>
sealed class Takeover : ICommand
{
    public string Verb => "takeover";

    public string Parameters => "PORT";

    public string Summary => "attach to a port and take it over from its writer (needs takeover)";

    public IReadOnlyDictionary<string, bool> Options => CommandOptions.None;

    public async Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        if (CommandOptions.Port(context, arguments, more: 0, out _) is not { } port
            || !context.Allows(Act.Takeover, port)
            || !context.Allows(Act.Write, port))
        {
            return ExitCode.Failed;
        }

        SessionEnd end = await context.Seat.LiveOnAsync(client =>
        {
            Session? session = Connect.Attach(context, port, client, SessionMode.ReadWrite);
            if (session is { Mode: SessionMode.ReadOnly })
            {
                session.TakeOver();
            }

            return session;
        });
        return Connect.ExitCodeOf(end);
    }
}
