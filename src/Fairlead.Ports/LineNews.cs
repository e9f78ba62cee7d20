namespace Fairlead.Ports;

/// <summary>What the line reports, told to the journal, the observer and everybody attached: changes only.</summary>
sealed class LineNews(ConsolePort port)
{
    // Circuits that say something about the far end. RTS and CTS are flow control, DTR is ours.
    private const ModemLines Telling = ModemLines.Dsr | ModemLines.Dcd | ModemLines.Ri;

    private readonly Reminder _overrunDue = new(port.Time);
    private LineState _state = LineState.Opening;
    private string? _problem;
    private string? _description;
    private ModemLines _modemLines;

    /// <summary>
    /// The state, description or problem changed. Being opened again is no news while it does not succeed.
    /// </summary>
    public void Changed()
    {
        ILine line = port.Line;
        if (line.State == LineState.Up)
        {
            _modemLines = line.ModemLines ?? ModemLines.None;
        }

        bool same = line.State == _state && line.Problem == _problem && line.Description == _description;
        if (line.State == LineState.Opening || same)
        {
            return;
        }

        _state = line.State;
        _problem = line.Problem;
        _description = line.Description;
        var happened = new PortEvent.LineChanged(line.State, line.Description, line.Problem);
        port.Tell(happened);

        // Who disabled it was said already, with the name.
        if (line.State != LineState.Disabled)
        {
            port.Notify(happened.Text);
        }
    }

    public void Overrun(LineCounters since)
    {
        var happened = new PortEvent.Overrun(since);
        port.Tell(happened);
        if (_overrunDue.IsDue())
        {
            port.Notify(happened.Text);
        }
    }

    public void BreakReceived() => Tell(new PortEvent.BreakReceived());

    public void ModemLinesChanged()
    {
        ModemLines now = port.Line.ModemLines ?? ModemLines.None;
        ModemLines changed = (now ^ _modemLines) & Telling;
        _modemLines = now;
        if (changed != ModemLines.None)
        {
            Tell(new PortEvent.ModemLinesChanged(now, changed));
        }
    }

    private void Tell(PortEvent happened)
    {
        port.Tell(happened);
        port.Notify(happened.Text);
    }
}
