using System.Net;
using System.Net.Sockets;
using Fairlead.Tty;

namespace Fairlead.Doors.Sockets;

/// <summary>socket(7), tcp(7), ip(7) and unix(7) as the doors use them: non-blocking, closed on exec.</summary>
static unsafe class SocketCalls
{
    private const int Flags = Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC;

    /// <summary>recv(2): bytes received, 0 at the end, -1 with errno.</summary>
    public static int Receive(int socket, Span<byte> into)
    {
        fixed (byte* bytes = into)
        {
            return (int)Libc.recv(socket, bytes, (nuint)into.Length, 0);
        }
    }

    /// <summary>send(2): bytes taken, or -1 with errno; a closed peer raises no signal.</summary>
    public static int Send(int socket, ReadOnlySpan<byte> data)
    {
        fixed (byte* bytes = data)
        {
            return (int)Libc.send(socket, bytes, (nuint)data.Length, Libc.MSG_NOSIGNAL);
        }
    }

    /// <summary>True if the last call failed only because it would have had to wait.</summary>
    public static bool WouldBlock() => Libc.Errno is Libc.EAGAIN or Libc.EINTR;

    /// <summary>A listening socket, or -1 and why not.</summary>
    public static int Listen(IPEndPoint endPoint, int backlog, out string? problem)
    {
        bool v6 = endPoint.AddressFamily == AddressFamily.InterNetworkV6;
        int socket = Libc.socket(v6 ? Libc.AF_INET6 : Libc.AF_INET, Libc.SOCK_STREAM | Flags, 0);
        if (socket >= 0)
        {
            Set(socket, Libc.SOL_SOCKET, Libc.SO_REUSEADDR, 1);
        }

        if (socket >= 0 && v6)
        {
            // "::" means every address of either family.
            Set(socket, Libc.IPPROTO_IPV6, Libc.IPV6_V6ONLY, endPoint.Address.Equals(IPAddress.IPv6Any) ? 0 : 1);
        }

        return Listen(socket, endPoint.Serialize(), backlog, out problem);
    }

    /// <summary>A listening Unix socket that everybody may connect to, or -1 and why not.</summary>
    public static int ListenLocally(string path, int backlog, out string? problem)
    {
        int socket = Listen(
            Libc.socket(Libc.AF_UNIX, Libc.SOCK_STREAM | Flags, 0),
            new UnixDomainSocketEndPoint(path).Serialize(),
            backlog,
            out problem);
        if (socket >= 0)
        {
            // Who connects is known by the kernel; the folder decides who can reach it at all.
            const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead
                | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            File.SetUnixFileMode(path, Everybody);
        }

        return socket;
    }

    /// <summary>The next waiting connection, or -1 with errno.</summary>
    public static int Accept(int listener, out IPEndPoint? remote)
    {
        var address = new SocketAddress(AddressFamily.InterNetworkV6);
        uint length = (uint)address.Size;
        int socket;
        fixed (byte* bytes = address.Buffer.Span)
        {
            socket = Libc.accept4(listener, bytes, &length, Flags);
        }

        remote = null;
        if (socket >= 0)
        {
            bool v4 = address.Family == AddressFamily.InterNetwork;
            address.Size = (int)length;
            remote = (IPEndPoint)new IPEndPoint(v4 ? IPAddress.Any : IPAddress.IPv6Any, 0).Create(address);
            if (remote.Address.IsIPv4MappedToIPv6)
            {
                remote = new IPEndPoint(remote.Address.MapToIPv4(), remote.Port);
            }
        }

        return socket;
    }

    /// <summary>The next waiting local connection, or -1 with errno.</summary>
    public static int AcceptLocal(int listener) => Libc.accept4(listener, null, null, Flags);

    /// <summary>The user id of a local connection's peer, as the kernel knows it.</summary>
    public static uint? PeerUserId(int socket)
    {
        // struct ucred: pid, uid, gid.
        uint* credentials = stackalloc uint[3];
        uint length = 3 * sizeof(uint);
        return Libc.getsockopt(socket, Libc.SOL_SOCKET, Libc.SO_PEERCRED, credentials, &length) == 0
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

    private static int Listen(int socket, SocketAddress address, int backlog, out string? problem)
    {
        problem = null;
        fixed (byte* bytes = address.Buffer.Span)
        {
            if (socket >= 0
                && Libc.bind(socket, bytes, (uint)address.Size) == 0
                && Libc.listen(socket, backlog) == 0)
            {
                return socket;
            }
        }

        problem = Libc.Describe(Libc.Errno);
        if (socket >= 0)
        {
            Libc.close(socket);
        }

        return -1;
    }

    // A kernel without an option serves all the same.
    private static void Set(int socket, int level, int option, int value) =>
        _ = Libc.setsockopt(socket, level, option, &value, sizeof(int));
}
