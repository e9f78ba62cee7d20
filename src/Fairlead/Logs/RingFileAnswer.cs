namespace Fairlead.Logs;

/// <summary>What a ring file is mapped for.</summary>
enum RingAccess
{
    /// <summary>The port's one writer.</summary>
    Write,

    /// <summary>A reader, which sees what the writer writes.</summary>
    Read,

    /// <summary>Writable, but the file stays as it is.</summary>
    PrivateCopy,
}

/// <summary>What came of mapping a ring file.</summary>
abstract record RingFileAnswer
{
    private RingFileAnswer()
    {
    }

    /// <summary>Mapped; the receiver owns it.</summary>
    public sealed record Mapped(RingFile File) : RingFileAnswer;

    /// <summary>There is none.</summary>
    public sealed record Missing : RingFileAnswer;

    /// <summary>It is there but cannot be had, or cannot be made.</summary>
    public sealed record Failed(string Why) : RingFileAnswer;
}
