using Fairlead.Access;

namespace Fairlead.Shell.Commands;

/// <summary><c>log P</c>: what the port has said, from its ring.</summary>
sealed class Log : ICommand
{
    public string Verb => "log";

    public string Parameters => LogRange.Parameters;

    public string Summary => "what a port has said (needs log)";

    public IReadOnlyDictionary<string, bool> Options => LogRange.Options;

    public async Task<int> RunAsync(CommandContext context, Arguments arguments)
    {
        if (CommandOptions.Port(context, arguments, more: 0, out _) is not { } port || !context.Allows(Act.Log, port))
        {
            return ExitCode.Failed;
        }

        LogRange range = LogRange.Of(port.Log.View, arguments, context.Device.Time.GetUtcNow());
        CancellationToken interrupted = context.Seat.BeginCommand();
        while (!range.AtEnd && !interrupted.IsCancellationRequested)
        {
            Send(context.Seat, range);
            await context.Seat.DrainAsync();
        }

        context.Seat.EndCommand();
        return interrupted.IsCancellationRequested ? ExitCode.Failed : ExitCode.Done;
    }

    private static void Send(Seat seat, LogRange range)
    {
        ReadOnlySpan<byte> bytes = range.Next(seat.IsTerminal, out long lost);
        if (lost > 0)
        {
            seat.Error($"[{lost} bytes left the log before they could be read]\n");
        }

        seat.Out(bytes);
    }
}
