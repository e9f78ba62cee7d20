namespace Fairlead.Protocols.Telnet;

/// <summary>Hears what a <see cref="TelnetDecoder"/> finds between the data bytes,
/// in the order of the stream.</summary>
public interface ITelnetReceiver
{
    /// <summary>A command of two bytes (IAC BRK, IAC AYT, …); never a negotiation.</summary>
    void Command(TelnetCommand command);

    /// <summary>WILL, WONT, DO or DONT and its option.</summary>
    void Negotiation(TelnetCommand verb, byte option);

    /// <summary>A whole subnegotiation, IAC already unescaped. The parameters are valid during the call only.</summary>
    void Subnegotiation(byte option, ReadOnlySpan<byte> parameters);
}
