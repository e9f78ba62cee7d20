using System.Runtime.InteropServices;

namespace Fairlead.Tty;

/// <summary>Descriptors and files.</summary>
static unsafe partial class Libc
{
    public const int O_RDONLY = 0;
    public const int O_WRONLY = 1;
    public const int O_RDWR = 2;
    public const int O_CREAT = 0x40;
    public const int O_EXCL = 0x80;
    public const int O_NOCTTY = 0x100;
    public const int O_TRUNC = 0x200;
    public const int O_APPEND = 0x400;
    public const int O_NONBLOCK = 0x800;
    public const int O_CLOEXEC = 0x80000;

    public const int LOCK_SH = 1;
    public const int LOCK_EX = 2;
    public const int LOCK_NB = 4;
    public const int LOCK_UN = 8;

    public const int F_GETFD = 1;
    public const int F_SETFD = 2;
    public const int F_GETFL = 3;
    public const int F_SETFL = 4;
    public const int F_DUPFD_CLOEXEC = 1030;
    public const int FD_CLOEXEC = 1;

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int open(string pathname, int flags, uint mode = 0);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int close(int fd);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint read(int fd, byte* buf, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint write(int fd, byte* buf, nuint count);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fcntl(int fd, int cmd, nint arg);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int flock(int fd, int operation);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fsync(int fd);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int fdatasync(int fd);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int ftruncate(int fd, long length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int pipe2(int* pipefd, int flags);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int dup(int oldfd);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int unlink(string pathname);

    /// <summary>read(2) into a span: bytes read, 0 at the end, or minus errno. EINTR is repeated.</summary>
    public static int Read(int fd, Span<byte> into)
    {
        fixed (byte* buf = into)
        {
            while (true)
            {
                nint n = read(fd, buf, (nuint)into.Length);
                if (n >= 0)
                {
                    return (int)n;
                }

                int errno = Errno;
                if (errno != EINTR)
                {
                    return -errno;
                }
            }
        }
    }

    /// <summary>write(2) from a span: bytes taken, or minus errno. EINTR is repeated.</summary>
    public static int Write(int fd, ReadOnlySpan<byte> from)
    {
        fixed (byte* buf = from)
        {
            while (true)
            {
                nint n = write(fd, buf, (nuint)from.Length);
                if (n >= 0)
                {
                    return (int)n;
                }

                int errno = Errno;
                if (errno != EINTR)
                {
                    return -errno;
                }
            }
        }
    }
}
