namespace Fairlead.Shell.Commands;

/// <summary><c>help</c>: what can be asked.</summary>
sealed class Help : ICommand
{
    public string Verb => "help";

    public string Parameters => "";

    public string Summary => "this list";

    public IReadOnlyDictionary<string, bool> Options => CommandOptions.None;

    public Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        var table = new Table("COMMAND", "");
        foreach (ICommand command in context.Device.Interpreter.Commands)
        {
            table.Add($"{command.Verb} {command.Parameters}".TrimEnd(), command.Summary);
        }

        context.Seat.Out(table.ToString());
        context.Seat.Out("\nA PORT is a number or a name. 'exit' leaves. On a port, Ctrl-E c ? lists the escapes.\n");
        return Task.FromResult(ExitCode.Done);
    }
}
