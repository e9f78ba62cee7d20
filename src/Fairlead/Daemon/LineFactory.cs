using System.Globalization;
using Fairlead.Configuration;
using Fairlead.Lines;
using Fairlead.Ports;
using Fairlead.SystemServices;
using Fairlead.Tty;

namespace Fairlead.Daemon;

/// <summary>Makes lines from their configuration, and hands serial descriptors to the service manager and back.</summary>
sealed class LineFactory(EventLoop loop, TimeProvider time, ServiceManager manager) : IDisposable
{
    private readonly LinuxTtyDriver _driver = new();
    private readonly ModemPoll _poll = new(time, SynchronizationContext.Current);

    /// <param name="port">The port whose line it is.</param>
    /// <param name="demo">True if programs may run as the daemon's own user.</param>
    public ILine Make(PortConfiguration port, bool demo) => port.Line switch
    {
        LineConfiguration.Serial serial => MakeSerial(port.Number, serial),
        LineConfiguration.Program program => MakeProgram(program, demo),
        LineConfiguration.Tcp tcp => MakeTcp(tcp),
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

    /// <summary>True if the service manager keeps the port's descriptor, so that the next daemon goes on with it.</summary>
    public bool LeaveToManager(ConsolePort port)
    {
        if (!manager.IsPresent || port.Line is not SerialLine { Descriptor: { } descriptor } line)
        {
            return false;
        }

        line.Detach();
        return true;
    }

    /// <summary>The port is gone from the configuration: its descriptor is not kept.</summary>
    public void Forget(PortNumber port) => manager.Remove(StoreName(port));

    public void Dispose() => _poll.Dispose();

    private static string StoreName(PortNumber port) =>
        string.Create(CultureInfo.InvariantCulture, $"port{port.Value}");

    private SerialLine MakeSerial(PortNumber port, LineConfiguration.Serial serial)
    {
        var settings = new SerialLineSettings(serial.Device, serial.Settings)
        {
            CharDelay = serial.CharDelay,
            LineDelay = serial.LineDelay,
        };
        return new SerialLine(loop, settings, _driver, _poll, time);
    }
}
