namespace Fairlead.Ports;

/// <summary>
/// Decides when a line that can wait without loss is not read: while the writer's session is far behind and still
/// takes something. Watchers never hold a line, and a line that cannot be held never is.
/// </summary>
sealed class HoldPolicy(ConsolePort port)
{
    /// <summary>A writer that took nothing for so long holds nobody up any more.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private long _heldSince;
    private TimeSpan _heldBefore;

    public bool IsHeld { get; private set; }

    /// <summary>How long the line was held in all, counting now.</summary>
    public TimeSpan Time => _heldBefore + (IsHeld ? port.Time.GetElapsedTime(_heldSince) : TimeSpan.Zero);

    /// <summary>When the decision may change although nothing moves; null if it cannot.</summary>
    public TimeSpan? NextCheck
    {
        get
        {
            if (!IsHeld)
            {
                return null;
            }

            TimeSpan left = TimeSpan.Zero;
            foreach (Session writer in port.Writers.Writers)
            {
                TimeSpan patience = Patience - writer.Output.Stuck;
                left = patience > left ? patience : left;
            }

            return left;
        }
    }

    /// <summary>
    /// Holds or resumes the line as it should be now: asked when a session, the log or the line has moved.
    /// </summary>
    public void Check()
    {
        bool hold = ShouldHold();
        if (hold == IsHeld)
        {
            return;
        }

        IsHeld = hold;
        if (hold)
        {
            _heldSince = port.Time.GetTimestamp();
            port.Clock.Schedule();
        }
        else
        {
            _heldBefore += port.Time.GetElapsedTime(_heldSince);
        }

        port.Line.Hold(hold);
    }

    /// <summary>The line that was held is gone.</summary>
    public void Forget()
    {
        _heldBefore = Time;
        IsHeld = false;
    }

    private bool ShouldHold()
    {
        if (!port.Line.CanHold || port.Line.State != LineState.Up)
        {
            return false;
        }

        // Held above three quarters and resumed below one half, so that it does not flap. What one reservation takes
        // fits in the last quarter, so a writer that is waited for is never overtaken.
        long limit = IsHeld ? (port.Log.Capacity / 2) - 1 : port.Log.Capacity / 4 * 3;
        foreach (Session writer in port.Writers.Writers)
        {
            if (writer.Output.Behind > limit && writer.Output.Stuck < Patience)
            {
                return true;
            }
        }

        return false;
    }
}
