using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Fairlead.Tty;

namespace Fairlead.Doors.Sockets;

/// <summary>socket(7), tcp(7) and ip(7) as the doors use them.</summary>
static class SocketCalls
{
    /// <summary>A non-blocking listening socket, or -1 and why not.</summary>
    public static int Listen(IPEndPoint endPoint, int backlog, out string? problem)
    {
        problem = null;
        bool v6 = endPoint.AddressFamily == AddressFamily.InterNetworkV6;
        int socket = Libc.socket(v6 ? Libc.AF_INET6 : Libc.AF_INET, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        if (socket < 0)
        {
            problem = $"TCP port {endPoint.Port}: {Libc.LastError()}";
            return -1;
        }

        Set(socket, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
        if (v6)
        {
            // "::" means every address of either family.
            Set(socket, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, endPoint.Address.Equals(IPAddress.IPv6Any) ? 0 : 1);
        }

        SocketAddress address = endPoint.Serialize();
        if (Libc.bind(socket, address.Buffer.Span[..address.Size]) < 0 || Libc.listen(socket, backlog) < 0)
        {
            problem = $"{endPoint}: {Libc.LastError()}";
            Libc.close(socket);
            return -1;
        }

        return socket;
    }

    /// <summary>The next waiting connection, non-blocking, or -1 with errno.</summary>
    public static int Accept(int listener, out IPEndPoint? remote)
    {
        var address = new SocketAddress(AddressFamily.InterNetworkV6);
        int length = address.Size;
        int socket = Libc.accept4(listener, address.Buffer.Span, ref length, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
        remote = null;
        if (socket >= 0)
        {
            address.Size = length;
            IPEndPoint prototype = address.Family == AddressFamily.InterNetwork ? new(IPAddress.Any, 0) : new(IPAddress.IPv6Any, 0);
            remote = (IPEndPoint)prototype.Create(address);
            if (remote.Address.IsIPv4MappedToIPv6)
            {
                remote = new IPEndPoint(remote.Address.MapToIPv4(), remote.Port);
            }
        }

        return socket;
    }

    /// <summary>A non-blocking listening Unix socket that everybody may connect to, or -1 and why not.</summary>
    public static int ListenLocally(string path, int backlog, out string? problem)
    {
        SocketAddress address = new UnixDomainSocketEndPoint(path).Serialize();
        int socket = Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0);
        problem = null;
        if (socket < 0
            || Libc.bind(socket, address.Buffer.Span[..address.Size]) < 0
            || Libc.listen(socket, backlog) < 0)
        {
            problem = Libc.LastError();
            if (socket >= 0)
            {
                Libc.close(socket);
            }

            return -1;
        }

        // Who connects is known by the kernel; the folder decides who can reach it at all.
        File.SetUnixFileMode(path, (UnixFileMode)0x1B6);
        return socket;
    }

    /// <summary>The next waiting local connection, non-blocking, or -1.</summary>
    public static int AcceptLocal(int listener)
    {
        Span<byte> address = stackalloc byte[128];
        int length = address.Length;
        return Libc.accept4(listener, address, ref length, Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC);
    }

    /// <summary>The user id of a local connection's peer, as the kernel knows it.</summary>
    public static uint? PeerUserId(int socket)
    {
        Span<uint> credentials = stackalloc uint[3];
        int length = credentials.Length * sizeof(uint);
        return Libc.getsockopt(socket, Libc.SOL_SOCKET, Libc.SO_PEERCRED, MemoryMarshal.AsBytes(credentials), ref length) == 0
            ? credentials[1]
            : null;
    }

    /// <summary>Small packets at once, little unsent data in the kernel, and a dead peer noticed.</summary>
    public static void SetUpForTerminals(int socket)
    {
        const int NotSentLowWater = 32 * 1024;
        Set(socket, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, 1);
        Set(socket, Libc.IPPROTO_TCP, Libc.TCP_NOTSENT_LOWAT, NotSentLowWater);
        Set(socket, Libc.SOL_SOCKET, Libc.SO_KEEPALIVE, 1);
        Set(socket, Libc.IPPROTO_TCP, Libc.TCP_KEEPIDLE, 30);
        Set(socket, Libc.IPPROTO_TCP, Libc.TCP_KEEPINTVL, 10);
        Set(socket, Libc.IPPROTO_TCP, Libc.TCP_KEEPCNT, 3);
        Set(socket, Libc.IPPROTO_TCP, Libc.TCP_USER_TIMEOUT, 60_000);
    }

    // A kernel without an option serves all the same.
    private static void Set(int socket, int level, int option, int value) =>
        _ = Libc.setsockopt(socket, level, option, in value, sizeof(int));
}
