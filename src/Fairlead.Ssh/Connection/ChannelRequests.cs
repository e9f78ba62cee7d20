using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Connection;

/// <summary>
/// The requests on one session channel, RFC 4254 section 6 and RFC 4335: which may come when, and what they contain.
/// </summary>
sealed class ChannelRequests(ISshChannelHandler handler)
{
    private const int LongestName = 1024;
    private const int LongestCommand = 32 * 1024;

    private bool _hasPty;

    /// <summary>Shell, exec or subsystem was granted.</summary>
    public bool IsStarted { get; private set; }

    /// <summary>Asks the handler; the fields of the request are next in the reader.
    /// Returns whether it is granted.</summary>
    public bool Receive(ReadOnlySpan<byte> type, ref SshReader reader) => type switch
    {
        _ when type.SequenceEqual("shell"u8) => Start(ReadNothing(ref reader), static (h, _) => h.Shell()),
        _ when type.SequenceEqual("exec"u8) => Start(ReadText(ref reader, LongestCommand), static (h, t) => h.Exec(t)),
        _ when type.SequenceEqual("subsystem"u8) =>
            Start(ReadText(ref reader, LongestName), static (h, t) => h.Subsystem(t)),
        _ when type.SequenceEqual("pty-req"u8) => Pty(ref reader),
        _ when type.SequenceEqual("env"u8) => Environment(ref reader),
        _ when type.SequenceEqual("window-change"u8) => WindowChange(ref reader),
        _ when type.SequenceEqual("break"u8) => Break(ref reader),
        _ when type.SequenceEqual("signal"u8) => Signal(ref reader),
        _ when type.SequenceEqual("eow@openssh.com"u8) => true,
        _ => false,
    };

    private bool Start(string text, Func<ISshChannelHandler, string, bool> start)
    {
        // A program that was refused may be followed by another try, as sftp clients do.
        if (IsStarted)
        {
            return false;
        }

        IsStarted = start(handler, text);
        return IsStarted;
    }

    private bool Pty(ref SshReader reader)
    {
        string term = reader.ReadText(LongestName);
        TerminalSize size = ReadSize(ref reader);
        byte[] modes = reader.ReadString().ToArray();
        reader.ExpectEnd();
        if (_hasPty || IsStarted)
        {
            return false;
        }

        _hasPty = handler.Pty(new PtyRequest(term, size, modes));
        return _hasPty;
    }

    private bool Environment(ref SshReader reader)
    {
        string name = reader.ReadText(LongestName);
        string value = reader.ReadText(LongestCommand);
        reader.ExpectEnd();
        return !IsStarted && handler.Environment(name, value);
    }

    private bool WindowChange(ref SshReader reader)
    {
        TerminalSize size = ReadSize(ref reader);
        reader.ExpectEnd();
        if (_hasPty)
        {
            handler.WindowChange(size);
        }

        return _hasPty;
    }

    private bool Break(ref SshReader reader)
    {
        uint milliseconds = reader.ReadUInt32();
        reader.ExpectEnd();
        return IsStarted && handler.Break(milliseconds);
    }

    private bool Signal(ref SshReader reader)
    {
        string name = reader.ReadText(LongestName);
        reader.ExpectEnd();
        if (IsStarted)
        {
            handler.Signal(name);
        }

        return IsStarted;
    }

    private static string ReadNothing(ref SshReader reader)
    {
        reader.ExpectEnd();
        return "";
    }

    private static string ReadText(ref SshReader reader, int longest)
    {
        string text = reader.ReadText(longest);
        reader.ExpectEnd();
        return text;
    }

    private static TerminalSize ReadSize(ref SshReader reader) =>
        new(reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32(), reader.ReadUInt32());
}
