namespace Fairlead.Shell;

/// <summary>Option sets and checks that several commands share.</summary>
static class CommandOptions
{
    public static IReadOnlyDictionary<string, bool> None { get; } = new Dictionary<string, bool>();

    public static IReadOnlyDictionary<string, bool> Json { get; } = new Dictionary<string, bool> { ["json"] = false };

    /// <exception cref="UsageException">There are operands.</exception>
    public static void NoOperands(Arguments arguments)
    {
        if (arguments.Operands.Count > 0)
        {
            throw new UsageException($"unexpected '{arguments.Operands[0]}'");
        }
    }

    /// <summary>The port named by the first operand, or the one the seat is at;
    /// null after having said why not.</summary>
    /// <param name="more">How many operands follow the port.</param>
    /// <exception cref="UsageException">No port is named, or there are more operands than that.</exception>
    public static Ports.ConsolePort? Port(
        CommandContext context, Arguments arguments, int more, out IReadOnlyList<string> rest)
    {
        IReadOnlyList<string> operands = arguments.Operands;
        bool named = operands.Count > more || context.PortName is null;
        if (named && operands.Count == 0)
        {
            throw new UsageException("which port? give its number or name");
        }

        rest = named ? [.. operands.Skip(1)] : operands;
        if (rest.Count > more)
        {
            throw new UsageException($"unexpected '{rest[more]}'");
        }

        return context.Find(named ? operands[0] : context.PortName!);
    }
}
