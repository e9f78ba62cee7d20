using Fairlead.Doors;

namespace Fairlead.Shell;

/// <summary>
/// The command line: one interpreter for the SSH doors and the local socket. Finds the verb, checks the words and
/// runs the command on its seat.
/// </summary>
sealed class Interpreter(IReadOnlyList<ICommand> commands)
{
    public IReadOnlyList<ICommand> Commands => commands;

    /// <summary>Runs one command and ends the seat with its exit code.</summary>
    public async Task RunAsync(CommandContext context, string[] words)
    {
        await context.Device.Started;
        int code = await ExecuteAsync(context, words);
        context.Seat.Finish(code);
    }

    /// <summary>A conversation: prompt, command, answer, until the person leaves.</summary>
    public async Task ConverseAsync(CommandContext context)
    {
        await context.Device.Started;
        Seat seat = context.Seat;
        string prompt = $"{context.Device.Configuration.Device.Name}> ";
        int code = ExitCode.Done;
        byte[] typedAhead = [];
        if (seat.IsTerminal)
        {
            seat.Out($"{context.Device.Configuration.Device.Name}: {Product.Name} {Product.Version}. "
                + "'help' lists the commands, 'exit' leaves.\n");
        }

        while (!seat.HungUp)
        {
            var input = new LineInput(seat, prompt);
            if (seat.IsTerminal)
            {
                seat.Out(prompt);
            }

            input.Type(typedAhead);
            string? line = await seat.ReadLineAsync(input);
            typedAhead = input.Rest;
            string[] words = line is null ? ["exit"] : Words.Split(line);
            if (words is ["exit" or "quit" or "logout"])
            {
                break;
            }

            if (words.Length > 0)
            {
                code = await ExecuteAsync(context, words);
            }
        }

        seat.Finish(code);
    }

    private async Task<int> ExecuteAsync(CommandContext context, string[] words)
    {
        if (Match(words) is not { } command)
        {
            context.Seat.Error(words.Length == 0
                ? "no command given; 'help' lists them\n"
                : $"unknown command '{Printable.Text(string.Join(' ', words))}'; 'help' lists them\n");
            return ExitCode.Usage;
        }

        int verbWords = command.Verb.Count(c => c == ' ') + 1;
        Arguments arguments = Arguments.Parse(words.AsSpan(verbWords), command.Options, out string? problem);
        if (problem is not null)
        {
            context.Seat.Error($"{problem}\nusage: {command.Verb} {command.Parameters}\n");
            return ExitCode.Usage;
        }

        try
        {
            return await command.RunAsync(context, arguments);
        }
        catch (UsageException usage)
        {
            context.Seat.Error($"{usage.Message}\nusage: {command.Verb} {command.Parameters}\n");
            return ExitCode.Usage;
        }
    }

    // "show port" and "show ports" differ; the longest verb wins.
    private ICommand? Match(string[] words) => commands
        .Where(c => c.Verb.Split(' ') is var verb && words.AsSpan().StartsWith(verb))
        .OrderByDescending(c => c.Verb.Length)
        .FirstOrDefault();
}

/// <summary>The words of a command make no sense; the message says which and why.</summary>
sealed class UsageException(string message) : Exception(message);
