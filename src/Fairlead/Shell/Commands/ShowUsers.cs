using Fairlead.Access;

namespace Fairlead.Shell.Commands;

/// <summary><c>show users</c>: who is configured, never with what secret.</summary>
sealed class ShowUsers : ICommand
{
    public string Verb => "show users";

    public string Parameters => "[--json]";

    public string Summary => "the users and their groups (needs administer)";

    public IReadOnlyDictionary<string, bool> Options => CommandOptions.Json;

    public Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        CommandOptions.NoOperands(arguments);
        if (!context.Allows(Act.Administer))
        {
            return Task.FromResult(ExitCode.Failed);
        }

        IEnumerable<User> users = context.Device.Gate.Policy.Users.OrderBy(user => user.Name, StringComparer.Ordinal);
        if (arguments.Has("json"))
        {
            JsonAnswer.Write(context.Seat, json =>
            {
                json.WriteStartArray();
                foreach (User user in users)
                {
                    json.WriteStartObject();
                    json.WriteString("name", user.Name);
                    json.WriteBoolean("password", user.Password is not null);
                    json.WriteNumber("keys", user.Keys.Count);
                    json.WriteStartArray("groups");
                    foreach (string group in user.Groups)
                    {
                        json.WriteStringValue(group);
                    }

                    json.WriteEndArray();
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
            return Task.FromResult(ExitCode.Done);
        }

        var table = new Table("USER", "PASSWORD", "KEYS", "GROUPS");
        foreach (User user in users)
        {
            table.Add(
                user.Name, user.Password is null ? "no" : "yes", $"{user.Keys.Count}", string.Join(' ', user.Groups));
        }

        context.Seat.Out(table.ToString());
        return Task.FromResult(ExitCode.Done);
    }
}
