namespace Fairlead.Shell.Commands;

/// <summary><c>version</c> and <c>show version</c>.</summary>
sealed class ShowVersion(string verb) : ICommand
{
    public string Verb => verb;

    public string Parameters => "[--json]";

    public string Summary => "version, commit and host key fingerprints";

    public IReadOnlyDictionary<string, bool> Options => CommandOptions.Json;

    public Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        CommandOptions.NoOperands(arguments);
        if (arguments.Has("json"))
        {
            JsonAnswer.Write(context.Seat, json =>
            {
                json.WriteStartObject();
                json.WriteString("product", Product.Name);
                json.WriteString("version", Product.Version);
                json.WriteString("commit", Product.Commit);
                json.WriteString("rid", Product.Rid);
                json.WriteStartArray("host_keys");
                foreach (string fingerprint in context.Device.HostKeys)
                {
                    json.WriteStringValue(fingerprint);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            });
            return Task.FromResult(ExitCode.Done);
        }

        context.Seat.Out($"{Product.Name} {Product.Version} ({Product.Commit}) {Product.Rid}\n");
        foreach (string fingerprint in context.Device.HostKeys)
        {
            context.Seat.Out($"host key {fingerprint}\n");
        }

        return Task.FromResult(ExitCode.Done);
    }
}
