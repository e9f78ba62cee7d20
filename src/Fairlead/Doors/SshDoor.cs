using System.Net;
using Fairlead.Access;
using Fairlead.Configuration;
using Fairlead.Daemon;
using Fairlead.Doors.Sockets;
using Fairlead.Ssh;

namespace Fairlead.Doors;

/// <summary>
/// The SSH listeners: the CLI port, one for each port, and the read-only family. Each is supervised by itself, and a
/// new configuration touches only those that it adds or removes.
/// </summary>
sealed class SshDoor(Device device, CancellationToken stop)
{
    private readonly Dictionary<IPEndPoint, Entry> _listeners = [];
    private readonly HashSet<Task> _connections = [];

    /// <summary>Listeners that do not listen, with the reason.</summary>
    public IEnumerable<string> Problems =>
        _listeners.Values.Where(e => e.Listener.Problem is not null).Select(e => e.Listener.Problem!);

    /// <summary>What new connections are served with; connections that are there keep theirs.</summary>
    public required SshServerOptions Options { get; set; }

    /// <summary>Listens as this configuration says and no longer as the one before.</summary>
    public void Apply(DeviceConfiguration configuration)
    {
        Dictionary<IPEndPoint, Entrance> wanted = Wanted(configuration);
        foreach (IPEndPoint gone in _listeners.Keys
            .Where(k => !wanted.TryGetValue(k, out Entrance e) || e != _listeners[k].Entrance).ToList())
        {
            _listeners.Remove(gone, out Entry? entry);
            entry!.Stop.Cancel();
        }

        foreach ((IPEndPoint endPoint, Entrance entrance) in wanted)
        {
            if (!_listeners.ContainsKey(endPoint))
            {
                _listeners.Add(endPoint, Start(endPoint, entrance));
            }
        }
    }

    /// <summary>Waits until every connection has ended.</summary>
    public Task WhenAllEndedAsync() => Task.WhenAll(_connections);

    private static Dictionary<IPEndPoint, Entrance> Wanted(DeviceConfiguration configuration)
    {
        var wanted = new Dictionary<IPEndPoint, Entrance>();
        foreach (IPAddress address in configuration.Ssh.Listen.Count == 0
            ? [IPAddress.IPv6Any]
            : configuration.Ssh.Listen.AsEnumerable())
        {
            Add(configuration.Ssh.CliPort, 0, new Entrance(Door.SshCommand, null));
            foreach (PortConfiguration port in configuration.Ports)
            {
                Add(configuration.Ssh.PortBase, port.Number.Value, new Entrance(Door.SshPort, port.Number));
                Add(configuration.Ssh.WatchBase, port.Number.Value, new Entrance(Door.SshWatch, port.Number));
            }

            void Add(int tcpBase, int number, Entrance entrance)
            {
                // A family whose base is 0 is turned off.
                if (tcpBase > 0)
                {
                    wanted.TryAdd(new IPEndPoint(address, tcpBase + number), entrance);
                }
            }
        }

        return wanted;
    }

    private Entry Start(IPEndPoint endPoint, Entrance entrance)
    {
        var stopListener = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var listener = new Listener(
            device.Loop, endPoint, device.Time, (socket, remote) => Accepted(socket, remote, entrance));
        device.Watch(listener.RunAsync(stopListener.Token));
        return new Entry(listener, entrance, stopListener);
    }

    private void Accepted(int socket, IPEndPoint remote, Entrance entrance)
    {
        SocketCalls.SetUpForTerminals(socket);
        Task connection = ServeAsync(new SocketPipe(device.Loop, socket), new SshLogin(device, entrance, remote));
        _connections.Add(connection);
        device.Watch(ForgetAsync(connection));
    }

    private async Task ServeAsync(SocketPipe pipe, SshLogin login)
    {
        using (pipe)
        {
            await SshServer.ServeAsync(pipe, Options, login, stop);
        }
    }

    private async Task ForgetAsync(Task connection)
    {
        try
        {
            await connection;
        }
        finally
        {
            _connections.Remove(connection);
        }
    }

    private sealed record Entry(Listener Listener, Entrance Entrance, CancellationTokenSource Stop);
}
