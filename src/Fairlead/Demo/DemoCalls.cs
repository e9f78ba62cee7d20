using System.Runtime.InteropServices;

namespace Fairlead.Demo;

/// <summary>poll(2), for a program that waits for one terminal.</summary>
static unsafe partial class DemoCalls
{
    public const short POLLIN = 1;

    [LibraryImport("libc", SetLastError = true)]
    public static partial int poll(PollDescriptor* fds, nuint nfds, int timeout);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct PollDescriptor
    {
        public int fd;
        public short events;
        public short revents;
    }
}
