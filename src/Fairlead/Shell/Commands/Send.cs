using System.Text;
using Fairlead.Access;

namespace Fairlead.Shell.Commands;

/// <summary><c>send P TEXT</c>: types a text and a CR on a port that nobody holds.</summary>
sealed class Send : ICommand
{
    public string Verb => "send";

    public string Parameters => "PORT TEXT [--no-cr]";

    public string Summary => "type TEXT and a CR on a port (needs write)";

    public IReadOnlyDictionary<string, bool> Options { get; } = new Dictionary<string, bool> { ["no-cr"] = false };

    public Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        if (CommandOptions.Port(context, arguments, more: 1, out IReadOnlyList<string> text) is not { } port
            || !context.Allows(Act.Write, port))
        {
            return Task.FromResult(ExitCode.Failed);
        }

        if (text.Count != 1)
        {
            throw new UsageException("send what? quote a text with spaces");
        }

        byte[] bytes = Encoding.UTF8.GetBytes(text[0] + (arguments.Has("no-cr") ? "" : "\r"));
        return Task.FromResult(context.Tell(port.Operations.Send(context.Actor, bytes)));
    }
}
