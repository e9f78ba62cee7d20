namespace Fairlead.Protocols.Telnet;

/// <summary>
/// Takes the telnet commands (RFC 854, RFC 855) out of a received stream, in place and in pieces of any size. It holds
/// no data back: what is split between two pieces gives the same bytes and the same calls as if it had come whole.
/// </summary>
public sealed class TelnetDecoder
{
    /// <summary>Parameters of one subnegotiation; a longer one is dropped whole and counted.</summary>
    public const int LongestSubnegotiation = 512;

    private const byte Iac = (byte)TelnetCommand.IAC;
    private const byte CarriageReturn = 13;

    private readonly byte[] _parameters = new byte[LongestSubnegotiation];
    private State _state;
    private TelnetCommand _verb;
    private byte _option;
    private int _parameterCount;
    private bool _tooLong;
    private bool _afterCarriageReturn;

    private enum State : byte
    {
        Data,
        Command,
        Option,
        SubnegotiationOption,
        Subnegotiation,
        SubnegotiationCommand,
    }

    /// <summary>The peer sends BINARY (RFC 856): a NUL after CR is data. May be set from within a call.</summary>
    public bool Binary { get; set; }

    /// <summary>Subnegotiations that were dropped because they were too long or cut off by another command.</summary>
    public long DroppedSubnegotiations { get; private set; }

    /// <summary>
    /// Decodes a piece. The data bytes are moved to the front of <paramref name="bytes"/>; returns how many there
    /// are, never more than came in. What lies behind them is undefined.
    /// </summary>
    public int Decode(Span<byte> bytes, ITelnetReceiver receiver)
    {
        ArgumentNullException.ThrowIfNull(receiver);
        int kept = 0;
        int at = 0;
        while (at < bytes.Length)
        {
            if (_state == State.Data)
            {
                int length = PlainLength(bytes[at..]);
                bytes.Slice(at, length).CopyTo(bytes[kept..]);
                kept += length;
                at += length;
                if (at == bytes.Length)
                {
                    break;
                }
            }

            if (Take(bytes[at++], receiver))
            {
                bytes[kept++] = bytes[at - 1];
            }
        }

        return kept;
    }

    // How many bytes from here are data that needs no second look.
    private int PlainLength(ReadOnlySpan<byte> rest)
    {
        if (_afterCarriageReturn)
        {
            return 0;
        }

        int length = Binary ? rest.IndexOf(Iac) : rest.IndexOfAny(Iac, CarriageReturn);
        return length < 0 ? rest.Length : length;
    }

    // Returns whether the byte is data.
    private bool Take(byte value, ITelnetReceiver receiver)
    {
        switch (_state)
        {
            case State.Data when value == Iac:
                _state = State.Command;
                return false;

            case State.Data:
                return TakeData(value);

            case State.Command when value == Iac:
                _state = State.Data;
                return TakeData(value);

            case State.Command:
                TakeCommand(value, receiver);
                return false;

            case State.Option:
                _state = State.Data;
                receiver.Negotiation(_verb, value);
                return false;

            case State.SubnegotiationOption:
                _option = value;
                _state = State.Subnegotiation;
                return false;

            case State.Subnegotiation when value == Iac:
                _state = State.SubnegotiationCommand;
                return false;

            case State.Subnegotiation:
                TakeParameter(value);
                return false;

            default:
                TakeSubnegotiationCommand(value, receiver);
                return false;
        }
    }

    private bool TakeData(byte value)
    {
        bool data = !_afterCarriageReturn || value != 0 || Binary;
        _afterCarriageReturn = value == CarriageReturn && !Binary;
        return data;
    }

    private void TakeCommand(byte value, ITelnetReceiver receiver)
    {
        _state = State.Data;
        switch ((TelnetCommand)value)
        {
            case TelnetCommand.WILL or TelnetCommand.WONT or TelnetCommand.DO or TelnetCommand.DONT:
                _verb = (TelnetCommand)value;
                _state = State.Option;
                break;

            case TelnetCommand.SB:
                _parameterCount = 0;
                _tooLong = false;
                _state = State.SubnegotiationOption;
                break;

            // RFC 854 gives no meaning to the numbers below SE; they and a lone SE are skipped.
            case > TelnetCommand.SE:
                receiver.Command((TelnetCommand)value);
                break;
        }
    }

    private void TakeParameter(byte value)
    {
        if (_parameterCount < _parameters.Length)
        {
            _parameters[_parameterCount++] = value;
        }
        else
        {
            _tooLong = true;
        }
    }

    private void TakeSubnegotiationCommand(byte value, ITelnetReceiver receiver)
    {
        if (value == Iac)
        {
            _state = State.Subnegotiation;
            TakeParameter(value);
            return;
        }

        if (value != (byte)TelnetCommand.SE)
        {
            DroppedSubnegotiations++;
            TakeCommand(value, receiver);
            return;
        }

        _state = State.Data;
        if (_tooLong)
        {
            DroppedSubnegotiations++;
            return;
        }

        receiver.Subnegotiation(_option, _parameters.AsSpan(0, _parameterCount));
    }
}
