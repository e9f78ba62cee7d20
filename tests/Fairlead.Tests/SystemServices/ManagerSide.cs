using System.Net.Sockets;
using System.Text;
using Fairlead.Tty;
using Microsoft.Win32.SafeHandles;

namespace Fairlead.Tests.SystemServices;

/// <summary>The service manager's end of NOTIFY_SOCKET.</summary>
sealed unsafe class ManagerSide : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);

    public ManagerSide(string path)
    {
        Path = path;
        _socket.Bind(new UnixDomainSocketEndPoint(path[0] == '@' ? "\0" + path[1..] : path));
    }

    public string Path { get; }

    /// <summary>The next message that is there already and the descriptor that came with it;
    /// null if there is none.</summary>
    public (string Text, SafeFileHandle? Descriptor)? Receive()
    {
        byte* data = stackalloc byte[4096];
        // iovec, cmsghdr and msghdr of the 64-bit ABI.
        nuint* part = stackalloc nuint[2] { (nuint)data, 4096 };
        nuint* control = stackalloc nuint[3];
        nuint* header = stackalloc nuint[7] { 0, 0, (nuint)part, 1, (nuint)control, 24, 0 };
        nint length = Libc.recvmsg((int)_socket.Handle, header, Libc.MSG_DONTWAIT | Libc.MSG_CMSG_CLOEXEC);
        if (length < 0)
        {
            Assert.Equal(Libc.EAGAIN, Libc.Errno);
            return null;
        }

        string text = Encoding.UTF8.GetString(data, (int)length);
        return (text, header[5] == 0 ? null : new SafeFileHandle(*(int*)(control + 2), ownsHandle: true));
    }

    public void Dispose() => _socket.Dispose();
}
