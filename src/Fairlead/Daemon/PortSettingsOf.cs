using Fairlead.Configuration;
using Fairlead.Ports;

namespace Fairlead.Daemon;

/// <summary>From a configuration's words to what a port is told.</summary>
static class PortSettingsOf
{
    /// <param name="configuration">The whole, for what all ports share.</param>
    /// <param name="port">This port's part.</param>
    /// <param name="disabled">True if an administrator closed the port by command.</param>
    public static PortSettings Make(DeviceConfiguration configuration, PortConfiguration port, bool disabled) => new()
    {
        Name = port.Name,
        Tags = port.Tags,
        Writers = port.Writers,
        BreakAllowed = port.Break,
        BreakSequences = [.. port.Breaks.Select(Make)],
        Banner = port.Banner,
        DeviceBanner = configuration.Device.Banner,
        IdleTimeout = port.IdleTimeout,
        MaxSessions = port.MaxSessions,
        ReplayLines = port.Replay,
        Escape = port.Escape,
        ConfirmDestructive = port.Confirm,
        Enabled = port.Enabled && !disabled,
    };

    private static NamedBreak Make(BreakConfiguration configured) =>
        BreakSequence.TryParse(configured.Sequence, out BreakSequence? sequence, out string error)
            ? new NamedBreak(configured.Name, sequence!, configured.Confirm)
            : throw new InvalidOperationException(
                $"break '{configured.Name}' passed the check but does not parse: {error}");
}
