namespace Fairlead.Ports;

/// <summary>
/// What is sent to a machine to get its attention: bytes, BREAKs and pauses in order. Parsed once, when the
/// configuration is checked; run as entries of the line's output queue, so that it holds up nobody.
/// </summary>
public sealed class BreakSequence
{
    /// <summary>What one <c>\d</c> waits: 250 ms.</summary>
    public static readonly TimeSpan PauseLength = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest text that is taken, in characters.</summary>
    public const int LongestText = 256;

    private readonly BreakStep[] _steps;

    internal BreakSequence(BreakStep[] steps)
    {
        _steps = steps;
        ByteCount = steps.Sum(static step => step is BreakStep.Bytes bytes ? bytes.Data.Length : 0);
        HasBreak = steps.Any(static step => step is BreakStep.Break);
    }

    /// <summary>In the order in which they are sent.</summary>
    public IReadOnlyList<BreakStep> Steps => _steps;

    /// <summary>Bytes that all steps together write.</summary>
    public int ByteCount { get; }

    /// <summary>True if a BREAK is part of it, which needs a line that can.</summary>
    public bool HasBreak { get; }

    /// <summary>
    /// Parses <c>\z</c> (BREAK), <c>\d</c> (250 ms), <c>\r \n \t \\ \^ \xHH \ooo ^X</c>; everything else stands for
    /// itself, in UTF-8.
    /// </summary>
    /// <param name="error">"column 5: …" with what is wrong and what is expected; empty if all is well.</param>
    public static bool TryParse(string text, out BreakSequence? sequence, out string error)
    {
        var parser = new BreakSequenceParser(text);
        error = parser.Parse();
        sequence = error.Length == 0 ? parser.Result() : null;
        return sequence is not null;
    }

    /// <summary>
    /// Queues every step in the line's output. Returns false, with nothing queued, if the line cannot break or has
    /// no room for the bytes now.
    /// </summary>
    /// <param name="breakLength">What <c>\z</c> means on this port.</param>
    internal bool Run(ILine line, TimeSpan breakLength)
    {
        if ((HasBreak && !line.CanBreak) || line.WriteRoom < ByteCount)
        {
            return false;
        }

        foreach (BreakStep step in _steps)
        {
            switch (step)
            {
                case BreakStep.Bytes bytes:
                    line.Write(bytes.Data.Span);
                    break;
                case BreakStep.Break:
                    line.Break(breakLength);
                    break;
                case BreakStep.Pause pause:
                    line.Pause(pause.Length);
                    break;
            }
        }

        return true;
    }
}

/// <summary>A break sequence as a port offers it.</summary>
/// <param name="Name">As in the configuration: "sparc-alternate".</param>
/// <param name="Confirm">Asks y/n before it is sent from a terminal.</param>
public sealed record NamedBreak(string Name, BreakSequence Sequence, bool Confirm = false);
