using System.Globalization;
using Fairlead.Logs;
using Fairlead.Ports;
using Fairlead.Shell;

namespace Fairlead.Client;

/// <summary><c>log P --state DIR</c>: reads a port's log straight from its files,
/// whether or not a daemon runs.</summary>
static class OfflineLog
{
    /// <param name="statePath">The state directory.</param>
    /// <param name="words">"log" and what follows it; the port is a number, for names are the configuration's.</param>
    public static int Run(string statePath, List<string> words)
    {
        Arguments arguments = Arguments.Parse(words.ToArray().AsSpan(1), LogRange.Options, out string? problem);
        if (problem is null
            && (arguments.Operands is not [var word]
                || !int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
                || number is < 1 or > PortNumber.Highest))
        {
            problem = $"which port? without the daemon, give its number, 1 to {PortNumber.Highest}";
        }

        if (problem is not null)
        {
            Console.Error.WriteLine($"{problem}\nusage: {Product.Command} log {LogRange.Parameters} --state DIR");
            return ExitCode.Usage;
        }

        var port = new PortNumber(int.Parse(arguments.Operands[0], CultureInfo.InvariantCulture));
        switch (RingFile.OpenReadOnly(statePath, port))
        {
            case RingFileAnswer.Mapped mapped:
                using (mapped.File)
                {
                    return Print(mapped.File.Memory, arguments);
                }

            case RingFileAnswer.Failed failed:
                Console.Error.WriteLine($"{Product.Command}: {failed.Why}");
                return ExitCode.Failed;
            default:
                Console.Error.WriteLine($"{Product.Command}: {statePath} holds no log of port {port.Value}");
                return ExitCode.Failed;
        }
    }

    private static int Print(RingMemory memory, Arguments arguments)
    {
        if (PortLogView.Open(memory, out LogRecovery.Refused? refused) is not { } log)
        {
            Console.Error.WriteLine($"{Product.Command}: {refused!.Text}");
            return ExitCode.Failed;
        }

        using Stream output = Console.OpenStandardOutput();
        try
        {
            LogRange range = LogRange.Of(log, arguments, TimeProvider.System.GetUtcNow());
            while (!range.AtEnd)
            {
                output.Write(range.Next(!Console.IsOutputRedirected, out long lost));
                if (lost > 0)
                {
                    Console.Error.WriteLine($"[{lost} bytes left the log before they could be read]");
                }
            }

            return ExitCode.Done;
        }
        catch (UsageException usage)
        {
            Console.Error.WriteLine(usage.Message);
            return ExitCode.Usage;
        }
    }
}
