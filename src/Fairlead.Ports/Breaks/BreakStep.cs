namespace Fairlead.Ports;

/// <summary>One step of a break sequence.</summary>
public abstract record BreakStep
{
    private BreakStep()
    {
    }

    /// <summary>Bytes that are written to the line.</summary>
    public sealed record Bytes(ReadOnlyMemory<byte> Data) : BreakStep;

    /// <summary><c>\z</c>: a BREAK of the port's default length.</summary>
    public sealed record Break : BreakStep;

    /// <summary><c>\d</c>, once or several times in a row: nothing is sent for that long.</summary>
    public sealed record Pause(TimeSpan Length) : BreakStep;
}
