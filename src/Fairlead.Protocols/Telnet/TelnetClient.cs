namespace Fairlead.Protocols.Telnet;

/// <summary>
/// The client side of a telnet connection to a console: BINARY and SGA both ways, ECHO by the far end, nothing else.
/// Data is decoded in place; what the protocol wants to answer collects in <see cref="Replies"/> until the owner has
/// sent it.
/// </summary>
public sealed class TelnetClient : ITelnetReceiver
{
    private static readonly byte[] s_ours = [TelnetOption.BINARY, TelnetOption.SGA];
    private static readonly byte[] s_theirs = [TelnetOption.BINARY, TelnetOption.ECHO, TelnetOption.SGA];

    private readonly TelnetDecoder _decoder = new();
    private readonly TelnetNegotiator _negotiator;

    // The negotiator bounds what can ever be in here: one refusal for each side of each of 256 options, and
    // MostChanges answers for each side of the options that are agreeable.
    private byte[] _replies = new byte[64];
    private int _replyCount;

    /// <param name="looping">Hears, once, of an option that the peer negotiates without
    /// end; it is then ignored.</param>
    public TelnetClient(Action<byte>? looping = null) =>
        _negotiator = new TelnetNegotiator(s_ours, s_theirs, Reply) { Looping = looping };

    /// <summary>BREAKs that the far end sent (IAC BRK).</summary>
    public long Breaks { get; private set; }

    /// <summary>What is to be sent before any further data; valid until the next call on this object.</summary>
    public ReadOnlySpan<byte> Replies => _replies.AsSpan(0, _replyCount);

    /// <summary>True if what we send is BINARY: CR stands for itself.</summary>
    public bool SendsBinary => _negotiator.WeDo(TelnetOption.BINARY);

    /// <summary>True if the far end echoes what is typed.</summary>
    public bool PeerEchoes => _negotiator.PeerDoes(TelnetOption.ECHO);

    /// <summary>Puts our first offers into <see cref="Replies"/>: BINARY and SGA both ways.</summary>
    public void Open()
    {
        _negotiator.AskPeer(TelnetOption.SGA, enable: true);
        _negotiator.AskUs(TelnetOption.SGA, enable: true);
        _negotiator.AskPeer(TelnetOption.BINARY, enable: true);
        _negotiator.AskUs(TelnetOption.BINARY, enable: true);
    }

    /// <summary>
    /// Takes the commands out of what was received; the data bytes move to the front. Returns how many there are.
    /// </summary>
    public int Decode(Span<byte> bytes) => _decoder.Decode(bytes, this);

    /// <summary>Says that the first <paramref name="count"/> bytes of <see cref="Replies"/> are sent.</summary>
    public void RepliesSent(int count)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)count, (uint)_replyCount);
        _replies.AsSpan(count, _replyCount - count).CopyTo(_replies);
        _replyCount -= count;
    }

    void ITelnetReceiver.Command(TelnetCommand command)
    {
        if (command == TelnetCommand.BRK)
        {
            Breaks++;
        }
    }

    void ITelnetReceiver.Negotiation(TelnetCommand verb, byte option)
    {
        _negotiator.Received(verb, option);
        _decoder.Binary = _negotiator.PeerDoes(TelnetOption.BINARY);
    }

    void ITelnetReceiver.Subnegotiation(byte option, ReadOnlySpan<byte> parameters)
    {
        // No option that we agree to has parameters.
    }

    private void Reply(TelnetCommand verb, byte option)
    {
        if (_replyCount + 3 > _replies.Length)
        {
            Array.Resize(ref _replies, _replies.Length * 2);
        }

        _replies[_replyCount++] = (byte)TelnetCommand.IAC;
        _replies[_replyCount++] = (byte)verb;
        _replies[_replyCount++] = option;
    }
}
