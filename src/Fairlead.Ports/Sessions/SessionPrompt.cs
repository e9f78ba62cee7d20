using System.Text;

namespace Fairlead.Ports;

/// <summary>A question to the person at a terminal. While it stands, what is typed is the answer.</summary>
abstract class SessionPrompt
{
    public abstract string Question { get; }

    /// <summary>
    /// Takes what belongs to the answer and returns how many bytes that was; the rest is ordinary input.
    /// </summary>
    public abstract int Read(ReadOnlySpan<byte> message, int offset, out bool done);

    /// <summary>Acts on the answer, after the prompt was closed.</summary>
    public abstract void Finish();
}

/// <summary>y/n before something destructive. A paste is no answer, and passes.</summary>
sealed class ConfirmPrompt(Session session, string question, Action act) : SessionPrompt
{
    private bool _confirmed;

    public override string Question => question + " y/n";

    public override int Read(ReadOnlySpan<byte> message, int offset, out bool done)
    {
        done = true;
        if (message.Length > EscapeFilter.LongestKeyMessage)
        {
            return 0;
        }

        _confirmed = message[offset] is (byte)'y' or (byte)'Y';
        return 1;
    }

    public override void Finish()
    {
        if (_confirmed)
        {
            act();
        }
        else
        {
            session.Notify("aborted");
        }
    }
}

/// <summary>A line of text for the port's journal, ended by CR and given up by Ctrl-C.</summary>
sealed class NotePrompt(Session session) : SessionPrompt
{
    // The journal keeps 224 bytes of an entry, the user's name among them.
    private const int LongestNote = 180;
    private const byte Interrupt = 0x03;

    private readonly List<byte> _note = [];
    private bool _aborted;

    public override string Question => "note for the journal, ended by Enter, given up by Ctrl-C";

    public override int Read(ReadOnlySpan<byte> message, int offset, out bool done)
    {
        done = false;
        int at = offset;
        while (at < message.Length && !done)
        {
            byte key = message[at++];
            done = key is Interrupt or (byte)'\r' or (byte)'\n';
            _aborted = key == Interrupt;
            Edit(key);
        }

        return at - offset;
    }

    public override void Finish()
    {
        session.Show("\r\n");
        string note = PlainText.Of(Encoding.UTF8.GetString([.. _note])).Trim();
        if (_aborted || note.Length == 0)
        {
            session.Notify("aborted");
            return;
        }

        session.Port.Operations.AddNote(session.Actor, note);
        session.Notify("noted");
    }

    private void Edit(byte key)
    {
        if (key is 0x08 or 0x7F)
        {
            Erase();
        }
        else if (key >= 0x20 && _note.Count < LongestNote)
        {
            _note.Add(key);
            session.ShowBytes([key]);
        }
    }

    private void Erase()
    {
        if (_note.Count == 0)
        {
            return;
        }

        // One character may be several bytes: 10xxxxxx go with the byte before them.
        byte last;
        do
        {
            last = _note[^1];
            _note.RemoveAt(_note.Count - 1);
        }
        while ((last & 0xC0) == 0x80 && _note.Count > 0);
        session.ShowBytes("\b \b"u8);
    }
}
