namespace Fairlead.Ports;

/// <summary>Whether a line carries bytes, and if not, why.</summary>
public enum LineState
{
    /// <summary>Being opened; bytes that are written wait.</summary>
    Opening,

    Up,

    /// <summary>Gone or never there; it is opened again by itself, with growing pauses.</summary>
    Down,

    /// <summary>Closed because an administrator said so; stays closed until it is enabled.</summary>
    Disabled,
}

/// <summary>
/// The thing at a port's far end, as its port sees it: a UART, a program on a pty, a TCP peer. Every member is
/// called on the loop, and none of them blocks: what can hang in a driver runs elsewhere and reports back through
/// <see cref="ILineOwner"/>.
/// </summary>
public interface ILine
{
    LineState State { get; }

    /// <summary>What an operator reads: "/dev/ttyS4 115200 8N1", "exec /bin/bash -i".</summary>
    string Description { get; }

    /// <summary>Why it is down or not as it was asked to be ("speed is 9600 instead of 921600");
    /// null if all is well.</summary>
    string? Problem { get; }

    /// <summary>
    /// True if the far end waits, without loss, while nobody reads: exec, tcp, and serial lines with flow control.
    /// </summary>
    bool CanHold { get; }

    /// <summary>True if a BREAK can be sent.</summary>
    bool CanBreak { get; }

    /// <summary>The modem lines, or null if the line has none (a pty, a TCP peer).</summary>
    ModemLines? ModemLines { get; }

    /// <summary>What the driver counts, or null if it does not.</summary>
    LineCounters? Counters { get; }

    /// <summary>Opens the line and keeps it open until <see cref="Disable"/>;
    /// the owner hears of every change.</summary>
    void Start(ILineOwner owner);

    /// <summary>Stops (true) or resumes reading. Only for lines that can hold.</summary>
    void Hold(bool held);

    /// <summary>How many more bytes <see cref="Write"/> takes now.</summary>
    int WriteRoom { get; }

    /// <summary>
    /// Takes as many bytes as the output queue holds and returns how many; they leave at the line's pace.
    /// <see cref="ILineOwner.WriteRoomGrew"/> follows when there is room again. A line that is down takes none.
    /// </summary>
    int Write(ReadOnlySpan<byte> data);

    /// <summary>
    /// Puts a BREAK of that length into the output after the bytes already queued. Bytes written later follow it.
    /// Returns false if the line cannot.
    /// </summary>
    bool Break(TimeSpan length);

    /// <summary>Puts a pause into the output after the bytes already queued (the
    /// <c>\d</c> of a break sequence).</summary>
    void Pause(TimeSpan length);

    /// <summary>Drops what is queued and not yet sent.</summary>
    void DiscardOutput();

    /// <summary>Raises and lowers DTR and RTS. Completes when the driver has done it;
    /// false if the line has none.</summary>
    Task<bool> SetModemLinesAsync(ModemLines raise, ModemLines lower);

    /// <summary>Says whether somebody may type now, so that a driver may trade CPU for latency (low_latency).</summary>
    void SetInteractive(bool interactive);

    /// <summary>Closes the line and keeps it closed.</summary>
    void Disable();

    /// <summary>Opens a disabled line again, or tries a line that is down at once.</summary>
    void Enable();

    /// <summary>Closes the line for good; output that is still queued is flushed, never drained.</summary>
    Task CloseAsync();
}

/// <summary>What a line tells its port. Every member is called on the loop.</summary>
public interface ILineOwner
{
    /// <summary>
    /// A place for up to <paramref name="max"/> bytes, straight in the port's log; the line reads into it and calls
    /// <see cref="Received"/>. Empty when nothing can be taken now: the line stops reading until
    /// <see cref="ILine.Hold"/> says otherwise.
    /// </summary>
    Span<byte> Reserve(int max);

    /// <summary>That many bytes of the last reservation were filled; 0 gives it back.</summary>
    /// <param name="count">At most what was reserved.</param>
    /// <param name="more">
    /// True if the line reads on at once, so that sessions may be shown several portions in one; the last one comes
    /// with false.
    /// </param>
    void Received(int count, bool more = false);

    /// <summary>The output queue has room again.</summary>
    void WriteRoomGrew();

    /// <summary>The line's state, description or problem changed.</summary>
    void LineChanged();

    /// <summary>The driver reports that bytes were lost before we could read them.</summary>
    void Overrun(LineCounters since);

    /// <summary>The far end sent a BREAK.</summary>
    void BreakReceived();

    /// <summary>Modem lines changed to what <see cref="ILine.ModemLines"/> says.</summary>
    void ModemLinesChanged();
}
