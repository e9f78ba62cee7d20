using System.Net;
using Fairlead.Access;
using Fairlead.Daemon;
using Fairlead.Ports;
using Fairlead.Shell;
using Fairlead.Ssh;

namespace Fairlead.Doors;

/// <summary>
/// One session channel: its requests decide what runs on the seat. On a port's listener (or with a port in the user
/// name) a shell is the port itself; elsewhere it is the command line. A command is always the command line's.
/// </summary>
sealed class SshSessionChannel(
    Device device, IPEndPoint remote, Subject subject, string? portName, bool watchOnly, SshChannel channel)
    : ISshChannelHandler
{
    private readonly SshSeat _seat = new(channel);

    public bool Pty(PtyRequest request)
    {
        _seat.SetTerminal(request);
        return true;
    }

    public void WindowChange(TerminalSize size) => _seat.Resize(size);

    // Nothing runs here that a variable could mean anything to; refusing is silent in every client.
    public bool Environment(string name, string value) => false;

    public bool Shell()
    {
        device.Watch(portName is null
            ? device.Interpreter.ConverseAsync(Context())
            : device.Interpreter.RunAsync(Context(), watchOnly ? ["watch", portName] : ["connect", portName]));
        return true;
    }

    public bool Exec(string command)
    {
        device.Watch(device.Interpreter.RunAsync(Context(), Words.Split(command)));
        return true;
    }

    public bool Subsystem(string name) => false;

    public bool Break(uint milliseconds) =>
        _seat.Session?.SendBreak(BreakLength.FromRequest(milliseconds)) is PortAnswer.Done;

    public void Signal(string name)
    {
        if (name == "INT")
        {
            _seat.Interrupt();
        }
        else if (name is "HUP" or "TERM")
        {
            _seat.Session?.Leave();
        }
    }

    public void Data(ReadOnlySpan<byte> data) => _seat.Input(data);

    public void Eof() => _seat.InputEnded();

    public void WriteReady() => _seat.OutputReady();

    public void Closed() => _seat.HangUp();

    private CommandContext Context() => new(device, subject, _seat)
    {
        From = remote.ToString(),
        PortName = portName,
        WatchOnly = watchOnly,
    };
}
