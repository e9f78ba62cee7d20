using Fairlead.Ports;

namespace Fairlead.Shell;

/// <summary>
/// Where an operator sits: a door's channel with output, errors, input and an end. A command writes to it, and a
/// session on a port lives on it. On the loop; output that the door cannot take yet waits here, bounded for notices,
/// and for commands by <see cref="DrainAsync"/>.
/// </summary>
abstract class Seat : ISessionClient
{
    // More waiting notices than this means that nobody reads them.
    private const int MostNotices = 16 * 1024;
    private const int MuchOutput = 64 * 1024;

    private readonly TextQueue _output = new();
    private readonly TextQueue _errors = new();

    // Input that came before anybody could take it: while a session is being attached, or a command runs.
    private readonly TextQueue _early = new();
    private TaskCompletionSource? _drained;
    private TaskCompletionSource<SessionEnd>? _sessionEnd;
    private CancellationTokenSource? _command;
    private Session? _session;
    private LineInput? _lineInput;
    private bool _atLineStart = true;
    private int? _exitCode;
    private bool _hungUp;

    /// <summary>True if a person at a terminal is at the other end: escapes count, notices come in-band.</summary>
    public abstract bool IsTerminal { get; }

    /// <summary>Width in characters; 80 where unknown.</summary>
    public abstract int Columns { get; }

    /// <summary>True after the other end went away.</summary>
    public bool HungUp => _hungUp;

    /// <summary>The session that lives on this seat, if one does.</summary>
    public Session? Session => _session;

    /// <summary>Text to the standard output of a command. LF becomes CR LF on a terminal.</summary>
    public void Out(string text) => Enqueue(_output, IsTerminal ? text.ReplaceLineEndings("\r\n") : text);

    /// <summary>Bytes to the standard output, unaltered.</summary>
    public void Out(ReadOnlySpan<byte> bytes)
    {
        _output.Append(bytes);
        Flush();
    }

    /// <summary>Text to the standard error; on a terminal it comes in-band.</summary>
    public void Error(string text)
    {
        if (IsTerminal)
        {
            Out(text);
        }
        else
        {
            Enqueue(_errors, text);
        }
    }

    /// <summary>Completes when little output waits: a command with much to say awaits it between portions.</summary>
    public Task DrainAsync()
    {
        if (_output.Length <= MuchOutput || _hungUp)
        {
            return Task.CompletedTask;
        }

        _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return _drained.Task;
    }

    /// <summary>Cancelled by Ctrl-C on a terminal, by the signal INT and when the other end goes away.</summary>
    public CancellationToken BeginCommand()
    {
        _command = new CancellationTokenSource();
        if (_hungUp)
        {
            _command.Cancel();
        }

        return _command.Token;
    }

    public void EndCommand()
    {
        _command?.Dispose();
        _command = null;
    }

    /// <summary>Interrupts the running command.</summary>
    public void Interrupt() => _command?.Cancel();

    /// <summary>Reads one line typed at the prompt; null when the person left.</summary>
    public async Task<string?> ReadLineAsync(LineInput input)
    {
        if (_hungUp)
        {
            return null;
        }

        int early = _early.Length;
        if (early > 0)
        {
            input.Type(_early.Peek());
            _early.Clear();
            InputTaken(early);
        }

        _lineInput = input;
        string? line = await input.Line;
        _lineInput = null;
        return line;
    }

    /// <summary>Attaches a session to a port and waits for its end.</summary>
    /// <param name="attach">Gives the session, or null after having told why not.</param>
    public async Task<SessionEnd> LiveOnAsync(Func<ISessionClient, Session?> attach)
    {
        var end = new TaskCompletionSource<SessionEnd>(TaskCreationOptions.RunContinuationsAsynchronously);
        _sessionEnd = end;
        BeginSession();
        _session = attach(this);
        if (_session is null)
        {
            _sessionEnd = null;
            EndSession();
            return new SessionEnd(SessionEndReason.NoLongerAllowed, "", Refused: true);
        }

        if (_hungUp)
        {
            _session.Leave();
        }
        else
        {
            _session.Pump();
            if (_early.Length > 0 && _session is not null)
            {
                _session.Input(_early.Peek());
                _early.Clear();
            }
        }

        SessionEnd result = await end.Task;
        _session = null;
        EndSession();
        return result;
    }

    /// <summary>Ends the seat with an exit code, after all output.</summary>
    public void Finish(int exitCode)
    {
        _exitCode = exitCode;
        Flush();
    }

    /// <summary>One message of input from the door.</summary>
    public void Input(ReadOnlySpan<byte> data)
    {
        if (_session is { } session)
        {
            session.Input(data);
            return;
        }

        if (_lineInput is { } line)
        {
            line.Type(data);
            InputTaken(data.Length);
            return;
        }

        if (IsTerminal && data.Contains((byte)3))
        {
            Interrupt();
        }

        _early.Append(data);
    }

    /// <summary>The other end sends no more input; it may go on reading.</summary>
    public void InputEnded()
    {
        _lineInput?.End();
        if (_session is { } session && IsTerminal)
        {
            session.Leave();
        }
    }

    /// <summary>The other end is gone.</summary>
    public void HangUp()
    {
        if (_hungUp)
        {
            return;
        }

        _hungUp = true;
        _output.Clear();
        _errors.Clear();
        _early.Clear();
        _command?.Cancel();
        _lineInput?.End();
        _session?.Leave();
        _drained?.TrySetResult();
    }

    /// <summary>The door has room for output again.</summary>
    public void OutputReady()
    {
        Flush();
        _session?.Pump();
    }

    // The session fills the room before it advances; its last byte tells whether a notice needs a new line.
    Span<byte> ISessionClient.GetSpan(int wanted)
    {
        Span<byte> room = _output.Length > 0 ? default : OutputRoom(wanted);
        _atLineStart = _atLineStart && room.IsEmpty;
        return room;
    }

    void ISessionClient.Advance(int count) => Sent(count);

    void ISessionClient.Notice(string text)
    {
        if (!IsTerminal)
        {
            if (_errors.Length < MostNotices)
            {
                Enqueue(_errors, $"[{text}]\n");
            }
        }
        else if (_output.Length < MostNotices)
        {
            Enqueue(_output, _atLineStart ? $"[{text}]\r\n" : $"\r\n[{text}]\r\n");
            _atLineStart = true;
        }
    }

    void ISessionClient.Answer(ReadOnlySpan<byte> text)
    {
        TextQueue queue = IsTerminal ? _output : _errors;
        bool lines = text.Contains((byte)'\n');
        if (IsTerminal && lines && !_atLineStart)
        {
            queue.Append("\r\n"u8);
        }

        // A key that is echoed at a prompt stays in its line.
        _atLineStart = lines && text.EndsWith("\n"u8);
        queue.Append(text);
        Flush();
    }

    void ISessionClient.Consumed(int count) => InputTaken(count);

    void ISessionClient.Ended(SessionEndReason reason, string text)
    {
        _session = null;
        if (text.Length > 0 && !_hungUp)
        {
            ((ISessionClient)this).Notice(text);
        }

        _sessionEnd?.TrySetResult(new SessionEnd(reason, text));
        _sessionEnd = null;
    }

    /// <summary>Room for output bytes now, at most <paramref name="wanted"/>; empty when the door takes none.</summary>
    protected abstract Span<byte> OutputRoom(int wanted);

    /// <summary>The first <paramref name="count"/> bytes of the last room may leave.</summary>
    protected abstract void Sent(int count);

    /// <summary>Takes standard error bytes and returns how many.</summary>
    protected abstract int TakeErrors(ReadOnlySpan<byte> bytes);

    /// <summary>That much input was used: the door may take as much again.</summary>
    protected abstract void InputTaken(int count);

    /// <summary>All output left: say the exit code and close.</summary>
    protected abstract void Close(int exitCode);

    /// <summary>A session takes over the terminal, or gives it back (a local client sets its tty raw).</summary>
    protected virtual void BeginSession()
    {
    }

    protected virtual void EndSession()
    {
    }

    private void Enqueue(TextQueue queue, string text)
    {
        queue.Append(text);
        Flush();
    }

    private void Flush()
    {
        if (_hungUp)
        {
            _output.Clear();
            _errors.Clear();
        }

        while (_output.Length > 0)
        {
            Span<byte> room = OutputRoom(_output.Length);
            if (room.IsEmpty)
            {
                break;
            }

            Sent(_output.Take(room));
        }

        while (_errors.Length > 0)
        {
            int taken = TakeErrors(_errors.Peek());
            if (taken == 0)
            {
                break;
            }

            _errors.Skip(taken);
        }

        if (_output.Length <= MuchOutput)
        {
            TaskCompletionSource? drained = _drained;
            _drained = null;
            drained?.TrySetResult();
        }

        if (_exitCode is { } exitCode && _output.Length == 0 && _errors.Length == 0)
        {
            _exitCode = null;
            Close(exitCode);
        }
    }
}

/// <summary>How a session on a seat ended.</summary>
readonly record struct SessionEnd(SessionEndReason Reason, string Text, bool Refused = false);
