using Microsoft.Extensions.Logging;

namespace Fairlead.Daemon;

/// <summary>
/// Log lines to standard error: with the journal's level prefix (sd-daemon(3): &lt;3&gt; …) where the service manager
/// reads it, else with the time. Callable from any thread; console payload never comes here.
/// </summary>
sealed class StderrLogger(TimeProvider time, bool forJournal) : ILogger
{
    private readonly Lock _gate = new();
    private readonly Stream _stderr = Console.OpenStandardError();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(
        LogLevel logLevel,
        EventId eventId,
        TState state,
        Exception? exception,
        Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        string prefix = forJournal
            ? $"<{Severity(logLevel)}>"
            : $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {Word(logLevel)} ";
        string text = exception is null ? formatter(state, null) : $"{formatter(state, exception)}: {exception}";
        byte[] line = System.Text.Encoding.UTF8.GetBytes($"{prefix}{text.ReplaceLineEndings(" | ")}\n");
        lock (_gate)
        {
            _stderr.Write(line);
        }
    }

    // syslog(3) severities.
    private static int Severity(LogLevel level) => level switch
    {
        LogLevel.Critical => 2,
        LogLevel.Error => 3,
        LogLevel.Warning => 4,
        LogLevel.Information => 6,
        _ => 7,
    };

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Critical or LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        _ => "info",
    };
}
