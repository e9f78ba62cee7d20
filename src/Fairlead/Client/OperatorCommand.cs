using Fairlead.Shell;

namespace Fairlead.Client;

/// <summary>
/// An operator's words given to the binary: <c>--state DIR</c> and <c>--socket PATH</c> are ours, the rest is the
/// command line's. <c>log</c> with a state directory needs no daemon.
/// </summary>
static class OperatorCommand
{
    public const string SocketName = "control.sock";

    private const string DefaultSocket = "/run/fairlead/" + SocketName;

    public static int Run(string[] args)
    {
        var words = new List<string>(args.Length);
        string? state = Environment.GetEnvironmentVariable("FAIRLEAD_STATE");
        string? socket = null;
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] is not ("--state" or "--socket"))
            {
                words.Add(args[i]);
                continue;
            }

            if (i + 1 == args.Length)
            {
                Console.Error.WriteLine($"{Product.Command}: {args[i]} needs a path");
                return ExitCode.Usage;
            }

            if (args[i] == "--state")
            {
                state = args[++i];
            }
            else
            {
                socket = args[++i];
            }
        }

        if (state is not null && socket is null && words is ["log", ..])
        {
            return OfflineLog.Run(state, words);
        }

        return LocalConsole.Run(socket ?? (state is null ? DefaultSocket : Path.Combine(state, SocketName)), words);
    }
}
