using System.Net;
using System.Net.Sockets;

namespace Fairlead.Tests.Tcp;

/// <summary>What a tcp line connects to, on loopback.</summary>
sealed class FarEnd : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly TcpListener _listener;

    public FarEnd(int tcpPort = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, tcpPort);
        _listener.Start();
    }

    public int TcpPort => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async Task<Socket> AcceptAsync() => await _listener.AcceptSocketAsync(Stop);

    /// <summary>That many bytes, no fewer.</summary>
    public static async Task<byte[]> ReceiveAsync(Socket socket, int count)
    {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count;)
        {
            int read = await socket.ReceiveAsync(bytes.AsMemory(at), Stop).AsTask().WaitAsync(s_patience, Stop);
            Assert.True(read > 0, $"the line hung up after {at} of {count} bytes");
            at += read;
        }

        return bytes;
    }

    public void Dispose() => _listener.Dispose();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;
}
