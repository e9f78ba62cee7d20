using Fairlead.Access;
using Fairlead.Ports;

namespace Fairlead.Configuration;

/// <summary>A port's line: a serial device, a program on a pty, or a TCP peer.</summary>
abstract record LineConfiguration
{
    private LineConfiguration()
    {
    }

    /// <summary>Pause after every character that is sent.</summary>
    public TimeSpan CharDelay { get; init; }

    /// <summary>Pause after every line end that is sent.</summary>
    public TimeSpan LineDelay { get; init; }

    /// <summary>True if both are one line, set differently perhaps: the same device, program or peer.</summary>
    public abstract bool IsSameLineAs(LineConfiguration other);

    /// <param name="Device">Absolute path of the tty.</param>
    public sealed record Serial(string Device, LineSettings Settings) : LineConfiguration
    {
        public override bool IsSameLineAs(LineConfiguration other) => other is Serial serial && serial.Device == Device;
    }

    /// <param name="Command">Absolute path of the program, and its arguments.</param>
    /// <param name="User">The user it runs as; null, in the demo only, for the daemon's own.</param>
    /// <param name="BreakMeans">What a BREAK does to it.</param>
    public sealed record Program(ValueList<string> Command, string? User, ProgramBreak BreakMeans) : LineConfiguration
    {
        public override bool IsSameLineAs(LineConfiguration other) =>
            other is Program program && program.Command == Command && program.User == User;
    }

    /// <param name="Host">Address or name.</param>
    /// <param name="TcpPort">1 to 65535.</param>
    public sealed record Tcp(string Host, int TcpPort, TcpProtocol Protocol) : LineConfiguration
    {
        public override bool IsSameLineAs(LineConfiguration other) =>
            other is Tcp tcp && tcp.Host == Host && tcp.TcpPort == TcpPort && tcp.Protocol == Protocol;
    }
}

/// <summary>What a BREAK does to a program on a pty: a signal to its foreground process group, or nothing.</summary>
enum ProgramBreak
{
    Interrupt,
    Quit,
    HangUp,
    Nothing,
}

/// <summary>What is spoken to a TCP peer.</summary>
enum TcpProtocol
{
    Raw,
    Telnet,
    Rfc2217,
}
