using Fairlead.Daemon;
using Fairlead.Daemon.Loop;
using Fairlead.Doors.Sockets;
using Fairlead.Tty;

namespace Fairlead.Doors.Local;

/// <summary>The Unix socket of the state directory: the operator's command line for who is on the machine.</summary>
sealed class LocalSocketDoor(Device device, string path, CancellationToken stop) : IPollable
{
    private const int AcceptsPerTurn = 8;

    private readonly HashSet<Task> _clients = [];
    private int _socket = -1;

    /// <summary>Starts listening; a socket file that a dead daemon left is replaced.</summary>
    /// <exception cref="IOException">The path is longer than a socket address holds, or cannot be made.</exception>
    public void Start()
    {
        File.Delete(path);
        _socket = SocketCalls.ListenLocally(path, backlog: 64, out string? problem);
        if (_socket < 0)
        {
            throw new IOException($"local socket {path}: {problem}");
        }

        device.Loop.Add(_socket, Libc.EPOLLIN, this);
    }

    public void Ready(uint events)
    {
        for (int i = 0; i < AcceptsPerTurn; i++)
        {
            int client = SocketCalls.AcceptLocal(_socket);
            if (client < 0)
            {
                return;
            }

            Task serving = ServeAsync(client);
            _clients.Add(serving);
            device.Watch(ForgetAsync(serving));
        }
    }

    /// <summary>Stops listening and waits for the clients that are there.</summary>
    public async Task StopAsync()
    {
        if (_socket >= 0)
        {
            device.Loop.Remove(_socket);
            Libc.close(_socket);
            _socket = -1;
            File.Delete(path);
        }

        await Task.WhenAll(_clients);
    }

    private async Task ServeAsync(int client)
    {
        using var pipe = new SocketPipe(device.Loop, client);
        if (LocalIdentity.Of(client, device.Gate.Policy) is { } subject)
        {
            await new LocalClient(device, subject, pipe, device.Loop).ServeAsync(stop);
        }
    }

    private async Task ForgetAsync(Task serving)
    {
        try
        {
            await serving;
        }
        finally
        {
            _clients.Remove(serving);
        }
    }
}
