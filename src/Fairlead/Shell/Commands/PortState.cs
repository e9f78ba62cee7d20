using Fairlead.Access;
using Fairlead.Ports;

namespace Fairlead.Shell.Commands;

/// <summary><c>port P disable | enable | reopen</c>: closes a port's line, over restarts
/// too, and opens it again.</summary>
sealed class PortState : ICommand
{
    public string Verb => "port";

    public string Parameters => "PORT disable|enable|reopen";

    public string Summary => "close a port's line for good, open it again (needs configure)";

    public IReadOnlyDictionary<string, bool> Options => CommandOptions.None;

    public Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        if (CommandOptions.Port(context, arguments, more: 1, out IReadOnlyList<string> what) is not { } port
            || !context.Allows(Act.Configure, port))
        {
            return Task.FromResult(ExitCode.Failed);
        }

        PortAnswer answer = what switch
        {
            ["disable"] => port.Operations.Disable(context.Actor),
            ["enable"] => port.Operations.Enable(context.Actor),
            ["reopen"] => port.Operations.Reopen(context.Actor),
            _ => throw new UsageException("say disable, enable or reopen"),
        };
        return Task.FromResult(context.Tell(answer));
    }
}
