using System.Globalization;

namespace Fairlead.Shell.Commands;

/// <summary><c>show status</c>: the device in a few lines, problems last.</summary>
sealed class ShowStatus : ICommand
{
    public string Verb => "show status";

    public string Parameters => "[--json]";

    public string Summary => "name, uptime, sessions, problems";

    public IReadOnlyDictionary<string, bool> Options => CommandOptions.Json;

    public Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        CommandOptions.NoOperands(arguments);
        Daemon.Device device = context.Device;
        long uptime = (long)(device.Time.GetUtcNow() - device.StartedAt).TotalSeconds;
        int visible = context.VisiblePorts().Count();
        int sessions = context.VisiblePorts().Sum(port => port.Sessions.Count);
        string[] problems = [.. device.Problems()];
        if (arguments.Has("json"))
        {
            JsonAnswer.Write(context.Seat, json =>
            {
                json.WriteStartObject();
                json.WriteString("name", device.Configuration.Device.Name);
                json.WriteString("version", Product.Version);
                json.WriteNumber("uptime_seconds", uptime);
                json.WriteNumber("ports", visible);
                json.WriteNumber("sessions", sessions);
                json.WriteStartArray("problems");
                foreach (string problem in problems)
                {
                    json.WriteStringValue(problem);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return Task.FromResult(ExitCode.Done);
        }

        context.Seat.Out(string.Create(
            CultureInfo.InvariantCulture,
            $"{device.Configuration.Device.Name}: {Product.Name} {Product.Version}, "
            + $"up {TimeSpan.FromSeconds(uptime)}, {visible} ports, {sessions} sessions\n"));
        foreach (string problem in problems)
        {
            context.Seat.Out($"problem: {problem}\n");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
