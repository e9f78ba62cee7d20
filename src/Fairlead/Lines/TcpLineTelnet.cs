using Fairlead.Protocols.Telnet;

namespace Fairlead.Lines;

/// <summary>
/// The telnet of one connection of a tcp line: decodes what is read in place, encodes what is written, and sends its
/// own answers before anything else.
/// </summary>
/// <param name="send">Sends what the socket takes now and returns how many bytes that was.</param>
/// <param name="looping">Hears of an option that the far end negotiates without end.</param>
sealed class TcpLineTelnet(Func<ReadOnlySpan<byte>, int> send, Action<byte> looping)
{
    private const int EncodedSize = 4096;

    private readonly TelnetClient _client = new(looping);
    private readonly byte[] _encoded = new byte[EncodedSize];
    private int _encodedAt;
    private int _encodedEnd;
    private int _breaks;

    /// <summary>True if something waits for the socket.</summary>
    public bool HasPending =>
        _encodedAt < _encodedEnd || _client.Replies.Length > 0 || _breaks > 0;

    /// <summary>BREAKs that the far end has sent.</summary>
    public long BreaksReceived => _client.Breaks;

    /// <summary>Sends the first offers.</summary>
    public void Open()
    {
        _client.Open();
        Flush();
    }

    /// <summary>An <see cref="InputFilter"/>.</summary>
    public int Decode(Span<byte> received)
    {
        int kept = _client.Decode(received);
        received[kept..].Clear();
        Flush();
        return kept;
    }

    /// <summary>Takes data as far as the socket takes it, or as far as fits here once;
    /// returns how many bytes.</summary>
    public int Write(ReadOnlySpan<byte> data)
    {
        int taken = 0;
        while (Flush() && taken < data.Length)
        {
            _encodedAt = 0;
            _encodedEnd = TelnetEncoder.Encode(data[taken..], _encoded, _client.SendsBinary, out int consumed);
            taken += consumed;
        }

        return taken;
    }

    /// <summary>Puts IAC BRK behind what was written.</summary>
    public void Break()
    {
        _breaks++;
        Flush();
    }

    /// <summary>
    /// Sends what waits: data, then answers, then BREAKs, each whole before the next begins. True if nothing waits any
    /// more.
    /// </summary>
    public bool Flush()
    {
        while (true)
        {
            if (!FlushEncoded() || !FlushReplies())
            {
                return false;
            }

            if (_breaks == 0)
            {
                return true;
            }

            _breaks--;
            _encoded[0] = (byte)TelnetCommand.IAC;
            _encoded[1] = (byte)TelnetCommand.BRK;
            (_encodedAt, _encodedEnd) = (0, 2);
        }
    }

    private bool FlushEncoded()
    {
        while (_encodedAt < _encodedEnd)
        {
            int sent = send(_encoded.AsSpan(_encodedAt, _encodedEnd - _encodedAt));
            if (sent <= 0)
            {
                return false;
            }

            _encodedAt += sent;
        }

        return true;
    }

    private bool FlushReplies()
    {
        while (_client.Replies.Length > 0)
        {
            int sent = send(_client.Replies);
            if (sent <= 0)
            {
                return false;
            }

            _client.RepliesSent(sent);
        }

        return true;
    }
}
