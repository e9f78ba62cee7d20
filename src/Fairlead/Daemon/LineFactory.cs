using System.Globalization;
using Fairlead.Configuration;
using Fairlead.Lines;
using Fairlead.Ports;
using Fairlead.SystemServices;
using Fairlead.Tty;

namespace Fairlead.Daemon;

/// <summary>Makes lines from their configuration, and hands serial descriptors to the
/// service manager and back.</summary>
sealed class LineFactory(EventLoop loop, TimeProvider time, ServiceManager manager) : IDisposable
{
    private readonly LinuxTtyDriver _driver = new(new DeviceLock(DeviceLock.DefaultDirectory));
    private readonly ModemPoll _poll = new(loop, time);

    /// <param name="port">The port whose line it is.</param>
    /// <param name="demo">True if programs may run as the daemon's own user.</param>
    public ILine Make(PortConfiguration port, bool demo) => port.Line switch
    {
        LineConfiguration.Serial serial => MakeSerial(port.Number, serial, port.Break),
        LineConfiguration.Program program => new ExecLine(loop, time, new ExecLineSettings
        {
            Arguments = program.Command,
            User = program.User,
            AllowOwnUser = demo,
            BreakSignal = SignalOf(program.BreakMeans),
            Pacing = new LinePacing(program.CharDelay, program.LineDelay),
        }),
        LineConfiguration.Tcp tcp => new TcpLine(loop, time, new TcpLineSettings
        {
            Host = tcp.Host,
            TcpPort = tcp.TcpPort,
            Protocol = tcp.Protocol == TcpProtocol.Raw ? TcpLineProtocol.Raw : TcpLineProtocol.Telnet,
            Pacing = new LinePacing(tcp.CharDelay, tcp.LineDelay),
        }),
        var other => throw new InvalidOperationException($"a line of no kind: {other}"),
    };

    /// <summary>True if the same line could be set anew without closing it.</summary>
    public static async Task<bool> TryReconfigureAsync(ILine line, LineConfiguration before, LineConfiguration after)
    {
        if (line is not SerialLine serial
            || before is not LineConfiguration.Serial old
            || after is not LineConfiguration.Serial wanted
            || old with { Settings = wanted.Settings } != wanted)
        {
            return false;
        }

        await serial.ReconfigureAsync(wanted.Settings);
        return true;
    }

    /// <summary>The line came up or went down: the service manager is to keep its descriptor, or no longer.</summary>
    public void Keep(ConsolePort port)
    {
        if (!manager.IsPresent || port.Line is not SerialLine line)
        {
            return;
        }

        manager.Remove(StoreName(port.Number));
        if (line.Descriptor is { } descriptor)
        {
            manager.Store(StoreName(port.Number), descriptor);
        }
    }

    /// <summary>True if the service manager keeps the port's descriptor,
    /// so that the next daemon goes on with it.</summary>
    public bool LeaveToManager(ConsolePort port)
    {
        if (!manager.IsPresent || port.Line is not SerialLine { Descriptor: not null } line)
        {
            return false;
        }

        line.Detach();
        return true;
    }

    /// <summary>The port is gone from the configuration: its descriptor is not kept.</summary>
    public void Forget(PortNumber port) => manager.Remove(StoreName(port));

    public void Dispose() => _poll.Dispose();

    private static int SignalOf(ProgramBreak means) => means switch
    {
        ProgramBreak.Interrupt => Libc.SIGINT,
        ProgramBreak.Quit => Libc.SIGQUIT,
        ProgramBreak.HangUp => Libc.SIGHUP,
        _ => 0,
    };

    private static string StoreName(PortNumber port) =>
        string.Create(CultureInfo.InvariantCulture, $"port{port.Value}");

    private SerialLine MakeSerial(PortNumber port, LineConfiguration.Serial serial, bool mayBreak)
    {
        var settings = new SerialLineSettings(serial.Device, serial.Settings)
        {
            ForceBreak = mayBreak ? null : false,
            CharDelay = serial.CharDelay,
            LineDelay = serial.LineDelay,
        };
        var line = new SerialLine(loop, settings, _driver, _poll, time);
        if (manager.Stored.Claim(StoreName(port)) is { } kept)
        {
            // The daemon before us had it open: nothing was dropped, nothing was flushed.
            line.Adopt((int)kept.DangerousGetHandle());
            kept.SetHandleAsInvalid();
        }

        return line;
    }
}
