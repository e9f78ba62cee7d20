using Fairlead.Ports;

namespace Fairlead.Shell.Commands;

/// <summary><c>show port P</c>: everything about one port.</summary>
sealed class ShowPort : ICommand
{
    public string Verb => "show port";

    public string Parameters => "PORT [--json]";

    public string Summary => "one port: line, modem lines, counters, sessions, log";

    public IReadOnlyDictionary<string, bool> Options { get; } = CommandOptions.Json;

    public Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        if (CommandOptions.Port(context, arguments, more: 0, out _) is not { } port)
        {
            return Task.FromResult(ExitCode.Failed);
        }

        if (arguments.Has("json"))
        {
            JsonAnswer.Write(context.Seat, json => PortSummary.Write(json, port));
        }
        else
        {
            context.Seat.Out(PortReport.Information(port).ReplaceLineEndings("\n"));
            foreach (SessionInfo session in port.Who())
            {
                context.Seat.Out(
                    $"session {session.Id}: {session.Actor}, {session.ModeText}, since {session.Since:u}\n");
            }
        }

        return Task.FromResult(ExitCode.Done);
    }
}
