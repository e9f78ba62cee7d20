using System.Globalization;

namespace Fairlead.Ports;

/// <summary>
/// What is done to a port by name: from the command line, the REST interface, an escape. Whoever calls has asked the
/// gate; what the port itself does not allow is refused here, with the reason. All of it is journaled.
/// </summary>
public sealed class PortOperations
{
    private readonly ConsolePort _port;

    internal PortOperations(ConsolePort port) => _port = port;

    /// <summary>Sends a BREAK, after what the line has in its queue.</summary>
    /// <param name="length">Null for the port's default.</param>
    public PortAnswer SendBreak(PortActor by, TimeSpan? length = null)
    {
        TimeSpan lasts = length ?? _port.Settings.BreakLength;
        if ((WhyNotWritable() ?? WhyNoBreak()) is { } refusal)
        {
            return new PortAnswer.Refused(refusal);
        }

        if (!_port.Line.Break(lasts))
        {
            return new PortAnswer.Refused("the line cannot send a BREAK");
        }

        Said(new PortEvent.BreakSent(by, null, lasts));
        return PortAnswer.Done.Instance;
    }

    /// <summary>Sends one of the port's named break sequences, whole or not at all.</summary>
    public PortAnswer RunBreakSequence(PortActor by, string name)
    {
        NamedBreak? named = _port.Settings.BreakSequences.FirstOrDefault(one => one.Name == name);
        if (named is null)
        {
            return new PortAnswer.Refused($"the port has no break sequence {name}");
        }

        string? refusal = WhyNotWritable()
            ?? (_port.Settings.BreakAllowed ? null : "the port allows no BREAK")
            ?? (named.Sequence.HasBreak ? WhyNoBreak() : null)
            ?? WhyFull(named.Sequence.ByteCount);
        if (refusal is not null)
        {
            return new PortAnswer.Refused(refusal);
        }

        named.Sequence.Run(_port.Line, _port.Settings.BreakLength);
        _port.CountOutput(named.Sequence.ByteCount);
        Said(new PortEvent.BreakSent(by, name, _port.Settings.BreakLength));
        return PortAnswer.Done.Instance;
    }

    /// <summary>
    /// Writes to the line without a session, all of it or nothing. Refused while somebody else holds a port of one
    /// writer.
    /// </summary>
    public PortAnswer Send(PortActor by, ReadOnlySpan<byte> data)
    {
        bool held = _port.Settings.Writers == WriterPolicy.Single
            && _port.Writers.Writers.Any(one => one.Actor.User != by.User);
        if ((held ? _port.Writers.Holder : WhyNotWritable() ?? WhyFull(data.Length)) is { } refusal)
        {
            return new PortAnswer.Refused(refusal);
        }

        _port.CountOutput(_port.Line.Write(data));
        _port.Tell(new PortEvent.TextSent(by, data.Length));
        return PortAnswer.Done.Instance;
    }

    /// <summary>Ends a session because an administrator wants it.</summary>
    public PortAnswer Kick(long sessionId, PortActor by)
    {
        if (Find(sessionId) is not { } session)
        {
            return NoSuchSession(sessionId);
        }

        _port.Tell(new PortEvent.SessionKicked(session.Info, by));
        session.End(SessionEndReason.Kicked, $"ended by {by}");
        return PortAnswer.Done.Instance;
    }

    /// <summary>Ends a session for a reason of the daemon's: its rule is gone, the device stops.</summary>
    public PortAnswer End(long sessionId, SessionEndReason reason, string text)
    {
        if (Find(sessionId) is not { } session)
        {
            return NoSuchSession(sessionId);
        }

        session.End(reason, text);
        return PortAnswer.Done.Instance;
    }

    /// <summary>Closes the line and keeps it closed; sessions stay attached.</summary>
    public PortAnswer Disable(PortActor by)
    {
        if (!_port.Settings.Enabled)
        {
            return new PortAnswer.Refused("the port is disabled already");
        }

        Said(new PortEvent.PortDisabled(by));
        _port.SetEnabled(false);
        return PortAnswer.Done.Instance;
    }

    /// <summary>Opens a disabled line again.</summary>
    public PortAnswer Enable(PortActor by)
    {
        if (_port.Settings.Enabled)
        {
            return new PortAnswer.Refused("the port is enabled already");
        }

        Said(new PortEvent.PortEnabled(by));
        _port.SetEnabled(true);
        return PortAnswer.Done.Instance;
    }

    /// <summary>Closes a line that is up and opens it anew, or tries one that is down at once.</summary>
    public PortAnswer Reopen(PortActor by)
    {
        if (!_port.Settings.Enabled)
        {
            return new PortAnswer.Refused("the port is disabled");
        }

        Said(new PortEvent.LineReopened(by));
        if (_port.Line.State == LineState.Up)
        {
            _port.Line.Disable();
        }

        _port.Line.Enable();
        return PortAnswer.Done.Instance;
    }

    /// <summary>Puts a person's note into the journal.</summary>
    public void AddNote(PortActor by, string note) => _port.Tell(new PortEvent.NoteAdded(by, PlainText.Of(note)));

    private static PortAnswer.Refused NoSuchSession(long id) =>
        new(string.Create(CultureInfo.InvariantCulture, $"no session {id} on this port"));

    private Session? Find(long id) => _port.Sessions.FirstOrDefault(session => session.Id == id);

    private string? WhyNotWritable() => _port.IsLineUp ? null : _port.LineText;

    private string? WhyNoBreak() => !_port.Settings.BreakAllowed ? "the port allows no BREAK"
        : !_port.Line.CanBreak ? "the line cannot send a BREAK"
        : null;

    // Between the bytes of somebody's half-written message is no place for others.
    private string? WhyFull(int count) => _port.Typing.IsEmpty && _port.Line.WriteRoom >= count
        ? null
        : "the line's output is full; try again";

    private void Said(PortEvent happened)
    {
        _port.Tell(happened);
        _port.Notify(happened.Text);
    }
}
