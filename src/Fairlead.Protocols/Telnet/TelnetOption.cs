namespace Fairlead.Protocols.Telnet;

/// <summary>Telnet options under their IANA names and numbers.</summary>
public static class TelnetOption
{
    /// <summary>BINARY TRANSMISSION, RFC 856: no CR NUL on that direction.</summary>
    public const byte BINARY = 0;

    /// <summary>ECHO, RFC 857.</summary>
    public const byte ECHO = 1;

    /// <summary>SUPPRESS GO AHEAD, RFC 858.</summary>
    public const byte SGA = 3;

    /// <summary>TERMINAL TYPE, RFC 1091.</summary>
    public const byte TTYPE = 24;

    /// <summary>Negotiate About Window Size, RFC 1073.</summary>
    public const byte NAWS = 31;

    /// <summary>COM PORT CONTROL, RFC 2217.</summary>
    public const byte COM_PORT_OPTION = 44;
}
