using System.Globalization;
using Fairlead.Ports;

namespace Fairlead.Shell.Commands;

/// <summary><c>show sessions</c> and <c>who</c>: who is on the ports that the person may watch.</summary>
sealed class ShowSessions(string verb) : ICommand
{
    public string Verb => verb;

    public string Parameters => "[PORT] [--json]";

    public string Summary => "who is on which port, from where, since when";

    public IReadOnlyDictionary<string, bool> Options { get; } = CommandOptions.Json;

    public Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        IEnumerable<ConsolePort> ports = context.VisiblePorts();
        if (arguments.Operands.Count > 0 || context.PortName is not null)
        {
            if (CommandOptions.Port(context, arguments, more: 0, out _) is not { } port)
            {
                return Task.FromResult(ExitCode.Failed);
            }

            ports = [port];
        }

        if (arguments.Has("json"))
        {
            JsonAnswer.Write(context.Seat, json =>
            {
                json.WriteStartArray();
                foreach (ConsolePort port in ports)
                {
                    foreach (SessionInfo session in port.Who())
                    {
                        PortSummary.Write(json, port, session);
                    }
                }

                json.WriteEndArray();
            });
            return Task.FromResult(ExitCode.Done);
        }

        var table = new Table("SESSION", "PORT", "USER", "MODE", "SINCE", "IDLE", "FROM");
        foreach (ConsolePort port in ports)
        {
            foreach (SessionInfo session in port.Who())
            {
                table.Add(
                    session.Id.ToString(CultureInfo.InvariantCulture),
                    $"{port.Number.Value} {port.Name}",
                    session.Actor.User,
                    session.ModeText,
                    session.Since.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture),
                    $"{(long)session.Idle.TotalSeconds} s",
                    session.Actor.From);
            }
        }

        context.Seat.Out(table.ToString());
        return Task.FromResult(ExitCode.Done);
    }
}
