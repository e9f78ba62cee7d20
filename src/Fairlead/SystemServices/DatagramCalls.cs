using System.Runtime.InteropServices;
using Fairlead.Tty;

namespace Fairlead.SystemServices;

/// <summary>sendmsg(2) with a descriptor in it (SCM_RIGHTS, unix(7)),
/// which the framework's sockets cannot do.</summary>
static unsafe class DatagramCalls
{
    private const int LongestPath = 108;

    /// <summary>
    /// Sends one datagram to a Unix socket, never blocking. Returns 0, or the errno.
    /// </summary>
    /// <param name="socket">A datagram socket.</param>
    /// <param name="path">Where to; '@' at the front means the abstract name space.</param>
    /// <param name="data">The datagram.</param>
    /// <param name="passed">A descriptor to pass along, or -1.</param>
    public static int Send(int socket, ReadOnlySpan<byte> path, ReadOnlySpan<byte> data, int passed)
    {
        byte* address = stackalloc byte[2 + LongestPath];
        *(ushort*)address = Libc.AF_UNIX;
        path = path[..Math.Min(path.Length, LongestPath)];
        path.CopyTo(new Span<byte>(address + 2, LongestPath));
        bool isAbstract = path.Length > 0 && path[0] == '@';
        if (isAbstract)
        {
            address[2] = 0;
        }
        else if (path.Length < LongestPath)
        {
            address[2 + path.Length] = 0;
        }

        var control =
            new ControlMessage { Length = 20, Level = Libc.SOL_SOCKET, Type = Libc.SCM_RIGHTS, Descriptor = passed };
        fixed (byte* bytes = data)
        {
            var part = new IoVector { Base = bytes, Length = (nuint)data.Length };
            var header = new MessageHeader
            {
                Name = address,
                NameLength = (uint)(2 + path.Length + (isAbstract || path.Length == LongestPath ? 0 : 1)),
                Parts = &part,
                PartCount = 1,
                Control = passed >= 0 ? &control : null,
                ControlLength = passed >= 0 ? (nuint)sizeof(ControlMessage) : 0,
            };
            while (Libc.sendmsg(socket, &header, Libc.MSG_DONTWAIT | Libc.MSG_NOSIGNAL) < 0)
            {
                int error = Libc.Errno;
                if (error != Libc.EINTR)
                {
                    return error;
                }
            }
        }

        return 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct IoVector
    {
        public byte* Base;
        public nuint Length;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct MessageHeader
    {
        public byte* Name;
        public uint NameLength;
        public IoVector* Parts;
        public nuint PartCount;
        public ControlMessage* Control;
        public nuint ControlLength;
        public int Flags;
    }

    // cmsghdr and one int, padded to CMSG_SPACE(sizeof(int)) by the alignment of its length.
    [StructLayout(LayoutKind.Sequential)]
    private struct ControlMessage
    {
        public nuint Length;
        public int Level;
        public int Type;
        public int Descriptor;
    }
}
