using System.Globalization;
using Fairlead.Access;

namespace Fairlead.Shell.Commands;

/// <summary><c>kick SESSION</c>: ends somebody's session.</summary>
sealed class Kick : ICommand
{
    public string Verb => "kick";

    public string Parameters => "SESSION";

    public string Summary => "end a session, by its number in 'show sessions' (needs administer)";

    public IReadOnlyDictionary<string, bool> Options => CommandOptions.None;

    public Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        if (arguments.Operands is not [var word]
            || !long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long id))
        {
            throw new UsageException("which session? give its number");
        }

        if (context.Device.Ports.FindSession(id) is not { } session || !context.MayWatch(session.Port))
        {
            context.Seat.Error($"there is no session {id}\n");
            return Task.FromResult(ExitCode.Failed);
        }

        return Task.FromResult(context.Allows(Act.Administer, session.Port)
            ? context.Tell(session.Port.Operations.Kick(id, context.Actor))
            : ExitCode.Failed);
    }
}
