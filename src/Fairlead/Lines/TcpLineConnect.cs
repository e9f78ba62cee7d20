using System.Net;
using Fairlead.Daemon;
using Fairlead.Daemon.Loop;
using Fairlead.Tty;

namespace Fairlead.Lines;

/// <summary>One attempt to connect to one address, without blocking: the loop says when it is decided.</summary>
sealed class TcpLineConnect : IPollable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly TaskCompletionSource _decided = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// Connects to the first address of a host that answers. A descriptor that the caller closes, or -1 and why not.
    /// Names are looked up off the loop.
    /// </summary>
    public static async Task<(int Descriptor, string Problem)> ConnectAsync(
        EventLoop loop, TimeProvider time, string host, int tcpPort, CancellationToken stop)
    {
        IPAddress[] addresses;
        try
        {
            addresses = await Task.Run(() => Dns.GetHostAddressesAsync(host, stop), stop)
                .WaitAsync(s_patience, time, stop);
        }
        catch (Exception e) when (
            e is System.Net.Sockets.SocketException or TimeoutException or OperationCanceledException)
        {
            return (-1, $"{host}: {e.Message}");
        }

        string problem = $"{host} has no address";
        foreach (IPAddress address in addresses)
        {
            (int descriptor, int error) = await ConnectAsync(loop, time, new IPEndPoint(address, tcpPort), stop);
            if (descriptor >= 0 || stop.IsCancellationRequested)
            {
                return (descriptor, "");
            }

            problem = $"{new IPEndPoint(address, tcpPort)}: {Libc.Describe(error)}";
        }

        return (-1, problem);
    }

    void IPollable.Ready(uint events) => _decided.TrySetResult();

    private static async Task<(int Descriptor, int Error)> ConnectAsync(
        EventLoop loop, TimeProvider time, IPEndPoint address, CancellationToken stop)
    {
        int descriptor = Begin(address, out int error);
        if (error == Libc.EINPROGRESS)
        {
            var connect = new TcpLineConnect();
            loop.Add(descriptor, Libc.EPOLLOUT, connect);
            using (var patience = CancellationTokenSource.CreateLinkedTokenSource(stop))
            {
                await Task.WhenAny(connect._decided.Task, Task.Delay(s_patience, time, patience.Token));
                await patience.CancelAsync();
            }

            loop.Remove(descriptor);
            error = connect._decided.Task.IsCompleted
                ? Libc.GetSocketOption(descriptor, Libc.SOL_SOCKET, Libc.SO_ERROR)
                : Libc.ETIMEDOUT;
        }

        if (error == 0 && !stop.IsCancellationRequested)
        {
            return (descriptor, 0);
        }

        _ = Libc.close(descriptor);
        return (-1, error);
    }

    private static unsafe int Begin(IPEndPoint address, out int error)
    {
        int family = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6
            ? Libc.AF_INET6
            : Libc.AF_INET;
        int descriptor = Libc.socket(family, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        if (descriptor < 0)
        {
            error = Libc.Errno;
            return -1;
        }

        // A far end that lost its power says nothing: it is gone after 60 s + 3 x 10 s of silence.
        _ = Libc.SetSocketOption(descriptor, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE, 1);
        _ = Libc.SetSocketOption(descriptor, Libc.IPPROTO_TCP, Libc.TCP_KEEPIDLE, 60);
        _ = Libc.SetSocketOption(descriptor, Libc.IPPROTO_TCP, Libc.TCP_KEEPINTVL, 10);
        _ = Libc.SetSocketOption(descriptor, Libc.IPPROTO_TCP, Libc.TCP_KEEPCNT, 3);
        _ = Libc.SetSocketOption(descriptor, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);

        // SocketAddress holds the bytes of struct sockaddr_in or sockaddr_in6 as the kernel wants them.
        SocketAddress bytes = address.Serialize();
        fixed (byte* start = bytes.Buffer.Span)
        {
            error = Libc.connect(descriptor, start, (uint)bytes.Size) == 0 ? 0 : Libc.Errno;
        }

        return descriptor;
    }
}
