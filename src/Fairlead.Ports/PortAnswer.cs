namespace Fairlead.Ports;

/// <summary>What became of something that was asked of a port. A refusal is an answer, not an error.</summary>
public abstract record PortAnswer
{
    private PortAnswer()
    {
    }

    /// <summary>The reason for the person, or null if it was done.</summary>
    public string? Reason => (this as Refused)?.Why;

    public sealed record Done : PortAnswer
    {
        /// <summary>There is only one.</summary>
        public static readonly Done Instance = new();
    }

    /// <param name="Why">A lower-case clause for the person: "the line cannot break".</param>
    public sealed record Refused(string Why) : PortAnswer;
}
