using System.Collections.Concurrent;

namespace Fairlead.Ssh.Tests.Support;

/// <summary>
/// Echoes what it is sent, as far as there is room. Commands: "exit N", "flood N" (N bytes of a known pattern), "hash"
/// (answers with the SHA-256 of all input), "notice TEXT" to standard error.
/// </summary>
sealed class EchoChannel(SshChannel channel, ConcurrentQueue<string> events) : ISshChannelHandler
{
    private readonly Queue<byte> _pending = new();
    private System.Security.Cryptography.IncrementalHash? _hash;
    private byte[] _notice = [];
    private int _noticeSent;
    private long _flood;
    private long _flooded;
    private uint? _exit;
    private bool _eof;

    public SshChannel Channel => channel;

    /// <summary>False: what is sent is neither echoed nor consumed.</summary>
    public bool Echoes { get; set; } = true;

    /// <summary>Lengths of the data messages.</summary>
    public List<int> Messages { get; } = [];

    public int ClosedCount { get; private set; }

    public int WriteReadyCount { get; private set; }

    public static byte Pattern(long position) => (byte)((position * 31) + (position >> 8));

    public bool Pty(PtyRequest request)
    {
        events.Enqueue($"pty {request.Term} {request.Size.Columns}x{request.Size.Rows}");
        return true;
    }

    public void WindowChange(TerminalSize size) => events.Enqueue($"window {size.Columns}x{size.Rows}");

    public bool Environment(string name, string value)
    {
        events.Enqueue($"env {name}={value}");
        return name.StartsWith("LC_", StringComparison.Ordinal);
    }

    public bool Shell()
    {
        events.Enqueue("shell");
        return true;
    }

    public bool Exec(string command)
    {
        events.Enqueue($"exec {command}");
        string[] words = command.Split(' ', 2);
        switch (words[0])
        {
            case "exit":
                _exit = uint.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture);
                break;
            case "flood":
                _flood = long.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture);
                _exit = 0;
                break;
            case "hash":
                _hash = System.Security.Cryptography.IncrementalHash.CreateHash(
                    System.Security.Cryptography.HashAlgorithmName.SHA256);
                break;
            case "notice":
                _notice = System.Text.Encoding.UTF8.GetBytes(words[1]);
                _exit = 3;
                break;
            case "echo":
                break;
            default:
                return false;
        }

        Pump();
        return true;
    }

    public bool Subsystem(string name)
    {
        events.Enqueue($"subsystem {name}");
        return false;
    }

    public bool Break(uint milliseconds)
    {
        events.Enqueue($"break {milliseconds}");
        return true;
    }

    public void Signal(string name) => events.Enqueue($"signal {name}");

    public void Data(ReadOnlySpan<byte> data)
    {
        Messages.Add(data.Length);
        if (_hash is not null)
        {
            _hash.AppendData(data);
            channel.Consumed(data.Length);
        }
        else if (Echoes)
        {
            foreach (byte b in data)
            {
                _pending.Enqueue(b);
            }

            Pump();
        }
    }

    public void Eof()
    {
        events.Enqueue("eof");
        if (_hash is not null)
        {
            foreach (byte b in System.Text.Encoding.ASCII.GetBytes(Convert.ToHexStringLower(_hash.GetHashAndReset())))
            {
                _pending.Enqueue(b);
            }

            _hash = null;
        }

        _eof = true;
        _exit ??= 0;
        Pump();
    }

    public void WriteReady()
    {
        WriteReadyCount++;
        Pump();
    }

    public void Closed()
    {
        ClosedCount++;
        events.Enqueue("closed");
    }

    private void Pump()
    {
        while (_noticeSent < _notice.Length)
        {
            int taken = channel.WriteExtended(_notice.AsSpan(_noticeSent));
            _noticeSent += taken;
            if (taken == 0)
            {
                return;
            }
        }

        while (_flooded < _flood)
        {
            Span<byte> span = channel.GetSpan((int)Math.Min(32768, _flood - _flooded));
            if (span.IsEmpty)
            {
                return;
            }

            for (int i = 0; i < span.Length; i++)
            {
                span[i] = Pattern(_flooded++);
            }

            channel.Advance(span.Length);
        }

        while (_pending.Count > 0)
        {
            Span<byte> span = channel.GetSpan(_pending.Count);
            if (span.IsEmpty)
            {
                return;
            }

            for (int i = 0; i < span.Length; i++)
            {
                span[i] = _pending.Dequeue();
            }

            channel.Advance(span.Length);
            if (_flood == 0 && Messages.Count > 0 && _hash is null && !_eof)
            {
                channel.Consumed(span.Length);
            }
        }

        if (_exit is { } status)
        {
            _exit = null;
            channel.SendExitStatus(status);
            channel.SendEof();
            channel.Close();
        }
    }
}
