namespace Fairlead.Shell;

/// <summary>How a command ended; the process's or the channel's exit code.</summary>
static class ExitCode
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Usage = 2;
    public const int Unreachable = 3;
}

/// <summary>One verb of the command line.</summary>
interface ICommand
{
    /// <summary>The first word or words: "show ports".</summary>
    string Verb { get; }

    /// <summary>What follows the verb: "[--json]".</summary>
    string Parameters { get; }

    /// <summary>One line for <c>help</c>.</summary>
    string Summary { get; }

    /// <summary>The options it knows; true for those that take a value.</summary>
    IReadOnlyDictionary<string, bool> Options { get; }

    Task<int> RunAsync(CommandContext context, Arguments arguments);
}
