using Fairlead.Ports;
using Microsoft.Extensions.Logging;

namespace Fairlead.Daemon;

/// <summary>Everything the daemon logs. Event ids 2000 to 2099.</summary>
static partial class DaemonLog
{
    [LoggerMessage(2000, LogLevel.Information, "{Product} {Version} serves {Ports} ports; configuration {File}")]
    public static partial void Serving(this ILogger logger, string product, string version, int ports, string file);

    [LoggerMessage(2001, LogLevel.Information, "stopping")]
    public static partial void Stopping(this ILogger logger);

    [LoggerMessage(2002, LogLevel.Error, "a component failed ({Component})")]
    public static partial void ComponentFailed(this ILogger logger, string component, Exception exception);

    [LoggerMessage(2003, LogLevel.Warning, "port {Port}: {Event}")]
    public static partial void PortProblem(this ILogger logger, PortNumber port, string @event);

    [LoggerMessage(2004, LogLevel.Information, "port {Port}: {Event}")]
    public static partial void PortEvent(this ILogger logger, PortNumber port, string @event);

    [LoggerMessage(2005, LogLevel.Information, "configuration reloaded: {What}")]
    public static partial void Reloaded(this ILogger logger, string what);

    [LoggerMessage(2006, LogLevel.Error, "configuration not reloaded, the running one stays: {Problem}")]
    public static partial void ReloadRefused(this ILogger logger, string problem);

    [LoggerMessage(2007, LogLevel.Warning, "{Text}")]
    public static partial void Complaint(this ILogger logger, string text);

    [LoggerMessage(2008, LogLevel.Warning, "{Listener}; trying again")]
    public static partial void ListenerProblem(this ILogger logger, string listener);

    [LoggerMessage(2009, LogLevel.Information, "host key made: {Fingerprint}")]
    public static partial void HostKeyMade(this ILogger logger, string fingerprint);
}
