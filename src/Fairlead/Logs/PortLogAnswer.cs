namespace Fairlead.Logs;

/// <summary>Where a port's log came from.</summary>
enum PortLogOrigin
{
    /// <summary>There was none before.</summary>
    New,

    /// <summary>The live ring of the daemon before.</summary>
    Live,

    /// <summary>The copy of the last clean stop.</summary>
    Saved,

    /// <summary>The ring before is lost; positions go on from the lease.</summary>
    Lost,
}

/// <summary>What came of opening a port's log.</summary>
abstract record PortLogAnswer
{
    private PortLogAnswer()
    {
    }

    /// <param name="Log">Owned by the receiver.</param>
    /// <param name="Origin">Where its content came from.</param>
    /// <param name="AdoptedBytes">Bytes that a killed daemon had read but not committed.</param>
    public sealed record Opened(StoredPortLog Log, PortLogOrigin Origin, long AdoptedBytes) : PortLogAnswer;

    /// <summary>This port has no log and must not start; the others are not concerned.</summary>
    public sealed record Failed(string Why) : PortLogAnswer;
}
