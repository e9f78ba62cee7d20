using System.Runtime.InteropServices;

namespace Fairlead.Tty;

/// <summary>Mapped memory.</summary>
static unsafe partial class Libc
{
    public const int PROT_READ = 1;
    public const int PROT_WRITE = 2;
    public const int MAP_SHARED = 1;
    public const int MAP_PRIVATE = 2;
    public const int MAP_POPULATE = 0x8000;
    public const int MS_ASYNC = 1;
    public const int MS_SYNC = 4;

    /// <summary>What mmap(2) returns when it fails.</summary>
    public static readonly nint MAP_FAILED = -1;

    [LibraryImport("libc", SetLastError = true)]
    public static partial nint mmap(nint addr, nuint length, int prot, int flags, int fd, long offset);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int munmap(nint addr, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    public static partial int msync(nint addr, nuint length, int flags);

    /// <summary>Returns the error number itself, not -1.</summary>
    [LibraryImport("libc")]
    public static partial int posix_fallocate(int fd, long offset, long len);
}
