using Fairlead.Access;
using Fairlead.Ports;

namespace Fairlead.Configuration;

/// <summary>A [[port]].</summary>
sealed record PortConfiguration
{
    public required PortNumber Number { get; init; }

    public required string Name { get; init; }

    public ValueList<string> Tags { get; init; }

    public required LineConfiguration Line { get; init; }

    public WriterPolicy Writers { get; init; } = WriterPolicy.Single;

    /// <summary>False: nobody sends a BREAK here, whatever rules say.</summary>
    public bool Break { get; init; } = true;

    /// <summary>The named break sequences that the port offers, as they are defined.</summary>
    public ValueList<BreakConfiguration> Breaks { get; init; }

    /// <summary>Shown to every terminal that attaches; null for none.</summary>
    public string? Banner { get; init; }

    /// <summary>A session that typed nothing for so long is ended; null for never.</summary>
    public TimeSpan? IdleTimeout { get; init; }

    /// <summary>Sessions at once on this port.</summary>
    public int MaxSessions { get; init; } = 16;

    /// <summary>Lines of the log that a terminal is shown when it attaches.</summary>
    public int Replay { get; init; } = 20;

    /// <summary>Ask y/n before what destroys something.</summary>
    public bool Confirm { get; init; } = true;

    public EscapeKeys Escape { get; init; } = EscapeKeys.Conserver;

    /// <summary>False: the line is closed and stays closed.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>The port as rules name it.</summary>
    public PortIdentity ToIdentity() => new(Number.Value, Name, Tags);
}
