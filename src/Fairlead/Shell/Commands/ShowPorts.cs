using System.Globalization;
using Fairlead.Ports;

namespace Fairlead.Shell.Commands;

/// <summary><c>show ports</c>: one line for each port that the person may watch.</summary>
sealed class ShowPorts : ICommand
{
    public string Verb => "show ports";

    public string Parameters => "[--json]";

    public string Summary => "the ports: state, line, who is on them";

    public IReadOnlyDictionary<string, bool> Options { get; } = CommandOptions.Json;

    public Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        CommandOptions.NoOperands(arguments);
        if (arguments.Has("json"))
        {
            JsonAnswer.Write(context.Seat, json =>
            {
                json.WriteStartArray();
                foreach (ConsolePort port in context.VisiblePorts())
                {
                    PortSummary.Write(json, port);
                }

                json.WriteEndArray();
            });
            return Task.FromResult(ExitCode.Done);
        }

        var table = new Table("PORT", "NAME", "STATE", "LINE", "SESSIONS");
        foreach (ConsolePort port in context.VisiblePorts())
        {
            table.Add(
                port.Number.Value.ToString(CultureInfo.InvariantCulture),
                port.Settings.Name,
                PortSummary.State(port),
                port.Line.Description,
                PortSummary.Who(port));
        }

        context.Seat.Out(table.ToString());
        return Task.FromResult(ExitCode.Done);
    }
}
