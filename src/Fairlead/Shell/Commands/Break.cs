using System.Globalization;
using Fairlead.Access;
using Fairlead.Ports;

namespace Fairlead.Shell.Commands;

/// <summary><c>break P</c>: a BREAK on the line, or one of the port's named break sequences.</summary>
sealed class Break : ICommand
{
    public string Verb => "break";

    public string Parameters => "PORT [SEQUENCE] [--length MILLISECONDS]";

    public string Summary => "send a BREAK, or a named break sequence (needs break)";

    public IReadOnlyDictionary<string, bool> Options { get; } = new Dictionary<string, bool> { ["length"] = true };

    public Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        if (CommandOptions.Port(context, arguments, more: 1, out IReadOnlyList<string> sequence) is not { } port
            || !context.Allows(Act.Break, port))
        {
            return Task.FromResult(ExitCode.Failed);
        }

        if (sequence.Count == 1)
        {
            return Task.FromResult(context.Tell(port.Operations.RunBreakSequence(context.Actor, sequence[0])));
        }

        TimeSpan? length = null;
        if (arguments["length"] is { } text)
        {
            if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out uint milliseconds))
            {
                throw new UsageException($"'{text}' is no number of milliseconds");
            }

            length = BreakLength.FromRequest(milliseconds);
        }

        return Task.FromResult(context.Tell(port.Operations.SendBreak(context.Actor, length)));
    }
}
