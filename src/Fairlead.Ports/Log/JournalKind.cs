namespace Fairlead.Ports;

/// <summary>What a journal entry says. The numbers are part of the file format (docs/log-format.md).</summary>
public enum JournalKind
{
    /// <summary>Somebody attached: who, from where, by which door, read-write or read-only.</summary>
    SessionStart = 1,

    /// <summary>Somebody left: who, why, bytes each way.</summary>
    SessionEnd = 2,

    /// <summary>A BREAK was sent or received.</summary>
    Break = 3,

    /// <summary>The writer changed: from whom to whom.</summary>
    Takeover = 4,

    LineUp = 5,
    LineDown = 6,

    /// <summary>The driver lost bytes before they could be read; how many, if it says so.</summary>
    Overrun = 7,

    ModemLines = 8,
    Alarm = 9,

    /// <summary>From here on bytes were found after a crash that had been read but not committed.</summary>
    Adopted = 10,

    /// <summary>An earlier ring is gone; positions before this one that no archive holds are lost.</summary>
    Gap = 11,

    Note = 12,

    /// <summary>The wall clock was set; times before and after do not compare.</summary>
    ClockStep = 13,

    /// <summary>A reader was overtaken and bytes were not delivered to it.</summary>
    Lost = 14,
}
