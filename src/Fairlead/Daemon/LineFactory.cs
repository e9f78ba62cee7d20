using System.Globalization;
using Fairlead.Configuration;
using Fairlead.Lines;
using Fairlead.Ports;
using Fairlead.SystemServices;
using Fairlead.Tty;
using Microsoft.Win32.SafeHandles;

namespace Fairlead.Daemon;

/// <summary>Makes lines from their configuration, and hands serial descriptors to the
/// service manager and back.</summary>
sealed class LineFactory(EventLoop loop, TimeProvider time, ServiceManager manager) : IDisposable
{
    private readonly LinuxTtyDriver _driver = new(new DeviceLock(DeviceLock.DefaultDirectory));
    private readonly ModemPoll _poll = new(loop, time);
    private readonly Dictionary<PortNumber, Kept> _kept = [];

    /// <param name="port">The port whose line it is.</param>
    /// <param name="demo">True if programs may run as the daemon's own user.</param>
    /// <param name="mayAdopt">False for a disabled port: a descriptor that was kept for it is closed.</param>
    public ILine Make(PortConfiguration port, bool demo, bool mayAdopt) => port.Line switch
    {
        LineConfiguration.Serial serial => MakeSerial(port.Number, serial, port.Break, mayAdopt),
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

    /// <summary>
    /// The line came up or went down: the service manager is to keep its descriptor, or no longer. One that it has is
    /// neither taken out nor put in again, so that there is no moment in which a kill could cost it.
    /// </summary>
    public void Keep(ConsolePort port)
    {
        if (!manager.IsPresent)
        {
            return;
        }

        Kept? now = port.Line is SerialLine { Descriptor: { } descriptor } line ? new Kept(line, descriptor) : null;
        if (_kept.TryGetValue(port.Number, out Kept? before) && before != now)
        {
            Forget(port.Number);
        }

        if (now is not null && _kept.TryAdd(port.Number, now))
        {
            manager.Store(StoreName(port.Number), now.Descriptor);
        }
    }

    /// <summary>True if the service manager keeps the port's descriptor,
    /// so that the next daemon goes on with it.</summary>
    public bool LeaveToManager(ConsolePort port)
    {
        // No longer ours to take out of the store when the line goes down.
        if (!_kept.Remove(port.Number, out Kept? kept) || port.Line is not SerialLine { Descriptor: { } now } line
            || kept != new Kept(line, now))
        {
            return false;
        }

        line.Detach();
        return true;
    }

    /// <summary>The port's line is down, or gone from the configuration: its descriptor is not kept.</summary>
    public void Forget(PortNumber port)
    {
        if (_kept.Remove(port))
        {
            manager.Remove(StoreName(port));
        }
    }

    /// <summary>Closes the descriptors that were kept for ports which have no serial line any more.</summary>
    /// <param name="ports">The ports that are configured.</param>
    public void ForgetOthers(IEnumerable<PortConfiguration> ports)
    {
        IEnumerable<PortConfiguration> serial = ports.Where(p => p.Line is LineConfiguration.Serial);
        HashSet<string> known = [.. serial.Select(p => StoreName(p.Number))];
        foreach (string name in manager.Stored.Names.Where(name => !known.Contains(name)).ToList())
        {
            Drop(name, manager.Stored.Claim(name));
        }
    }

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

    private SerialLine MakeSerial(PortNumber port, LineConfiguration.Serial serial, bool mayBreak, bool mayAdopt)
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
            int descriptor = (int)kept.DangerousGetHandle();
            if (mayAdopt && IsOpening(descriptor, serial.Device))
            {
                // The daemon before us had it open: nothing was dropped, nothing was flushed.
                line.Adopt(descriptor);
                kept.SetHandleAsInvalid();
                _kept[port] = new Kept(line, descriptor);
            }
            else
            {
                Drop(StoreName(port), kept);
            }
        }

        return line;
    }

    // Another device may have been configured, or plugged in under the same name, meanwhile.
    private static bool IsOpening(int descriptor, string device) =>
        DeviceLock.RealPath(string.Create(CultureInfo.InvariantCulture, $"/proc/self/fd/{descriptor}"))
            == DeviceLock.RealPath(device);

    private void Drop(string name, SafeFileHandle? kept)
    {
        manager.Remove(name);
        if (kept is not null)
        {
            // The driver may take its time.
            _ = Task.Run(kept.Dispose);
        }
    }

    /// <summary>What the service manager keeps for a port: a line's present descriptor.</summary>
    private sealed record Kept(SerialLine Line, int Descriptor);
}
