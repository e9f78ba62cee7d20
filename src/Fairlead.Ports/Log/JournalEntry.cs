namespace Fairlead.Ports;

/// <summary>One event beside a port's bytes.</summary>
/// <param name="Sequence">Rises by one with each entry of a ring, from 1.</param>
/// <param name="Position">The log's head when it happened.</param>
/// <param name="Time">UTC.</param>
/// <param name="Kind">May be a number of a later version.</param>
/// <param name="Text">For people; what comes from outside is to be escaped by who shows it.</param>
public sealed record JournalEntry(
    long Sequence, long Position, DateTimeOffset Time, JournalKind Kind, string Text);
