namespace Fairlead.Ports;

/// <summary>Why a file is not taken as a port's ring.</summary>
public enum LogRefusal
{
    /// <summary>Never written: the header is all zero, as after a kill before the ring was ready.</summary>
    Empty,

    /// <summary>Not a ring file.</summary>
    Foreign,

    /// <summary>A ring file of another format version.</summary>
    OtherVersion,

    /// <summary>Another port's ring.</summary>
    OtherPort,

    /// <summary>Shorter than its header says.</summary>
    Truncated,

    /// <summary>The header's sizes or positions contradict each other or their check sum.</summary>
    Corrupt,
}

/// <summary>What became of a ring file that was there already.</summary>
public abstract record LogRecovery
{
    private LogRecovery()
    {
    }

    /// <summary>The ring goes on where it stopped.</summary>
    /// <param name="AdoptedFrom">Where the head was found; adopted bytes follow it.</param>
    /// <param name="AdoptedBytes">Bytes that had been read from the line but not committed.</param>
    /// <param name="TornEntries">Journal entries that were cut off while they were written, and dropped.</param>
    public sealed record Opened(long AdoptedFrom, long AdoptedBytes, int TornEntries) : LogRecovery;

    /// <summary>The file was left as it is.</summary>
    /// <param name="Reason">The kind of refusal.</param>
    /// <param name="Text">For people, a lower-case clause.</param>
    public sealed record Refused(LogRefusal Reason, string Text) : LogRecovery;
}
