namespace Fairlead.Ports;

/// <summary>How a port is set, beside its line. Never changed after it is made: a reload makes a new one.</summary>
public sealed record PortSettings
{
    /// <summary>Unique on the device.</summary>
    public required string Name { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public WriterPolicy Writers { get; init; } = WriterPolicy.Single;

    /// <summary>False: nobody sends a BREAK here, whatever rules say.</summary>
    public bool BreakAllowed { get; init; } = true;

    /// <summary>What a BREAK of no stated length lasts.</summary>
    public TimeSpan BreakLength { get; init; } = Fairlead.Ports.BreakLength.Default;

    /// <summary>The named sequences it offers; the first nine are <c>l1</c> to <c>l9</c>.</summary>
    public IReadOnlyList<NamedBreak> BreakSequences { get; init; } = [];

    /// <summary>Shown to every terminal that attaches, after the device's; null for none. May span lines.</summary>
    public string? Banner { get; init; }

    /// <summary>The device's banner; null for none.</summary>
    public string? DeviceBanner { get; init; }

    /// <summary>A session that typed nothing for so long is ended; null for never.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Sessions at once on this port.</summary>
    public int MaxSessions { get; init; } = 16;

    /// <summary>
    /// Lines of the log that a terminal is shown when it attaches. A program gets none unless it asks.
    /// </summary>
    public int ReplayLines { get; init; } = 20;

    public EscapeKeys Escape { get; init; } = EscapeKeys.Conserver;

    /// <summary>
    /// Ask y/n at a terminal before a takeover, closing or reopening the line, and sequences that want it.
    /// </summary>
    public bool ConfirmDestructive { get; init; } = true;

    /// <summary>False: the line is closed and stays closed.</summary>
    public bool Enabled { get; init; } = true;
}
