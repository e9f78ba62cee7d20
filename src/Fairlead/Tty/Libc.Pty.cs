using System.Runtime.InteropServices;
using System.Text;

namespace Fairlead.Tty;

/// <summary>pty(7).</summary>
static unsafe partial class Libc
{
    [LibraryImport("libc", SetLastError = true)]
    public static partial int posix_openpt(int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int grantpt(int fd);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int unlockpt(int fd);

    /// <summary>Returns the error number itself, not -1.</summary>
    [LibraryImport("libc")]
    public static partial int ptsname_r(int fd, byte* buf, nuint buflen);

    /// <summary>
    /// A new pty master, non-blocking and close-on-exec, with its slave's path; or minus errno and an empty path.
    /// </summary>
    public static int OpenPty(out string slave)
    {
        slave = "";
        int master = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
        if (master < 0)
        {
            return -Errno;
        }

        byte* name = stackalloc byte[64];
        int errno = grantpt(master) != 0 || unlockpt(master) != 0 ? Errno : ptsname_r(master, name, 64);
        if (errno != 0)
        {
            _ = close(master);
            return -errno;
        }

        slave = Encoding.ASCII.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name));
        return master;
    }
}
