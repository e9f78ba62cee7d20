using System.Runtime.InteropServices;

namespace Fairlead.Lines;

/// <summary>posix_spawn(3) and pidfd_open(2).</summary>
static unsafe partial class PtyProgramCalls
{
    public const short POSIX_SPAWN_SETSIGDEF = 0x04;
    public const short POSIX_SPAWN_SETSIGMASK = 0x08;
    public const short POSIX_SPAWN_SETSID = 0x80;

    /// <summary>sizeof(posix_spawn_file_actions_t) is 80 and sizeof(posix_spawnattr_t)
    /// 336 in the GNU C library.</summary>
    public const int SpawnObjectBytes = 512;

    /// <summary>sizeof(sigset_t) in the GNU C library.</summary>
    public const int SignalSetBytes = 128;

    /// <summary>Signals the foreground process group of a pty, asked on its master.</summary>
    public const uint TIOCSIG = 0x40045436;

    // The same number on every architecture (pidfd_open(2)).
    private const nint SYS_pidfd_open = 434;

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn_file_actions_addopen(
        byte* actions, int fd, string path, int oflag, uint mode);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_adddup2(byte* actions, int fd, int newfd);

    [LibraryImport("libc")]
    public static partial int posix_spawn_file_actions_addclosefrom_np(byte* actions, int lowfd);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawn_file_actions_addchdir_np(byte* actions, string path);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigdefault(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    public static partial int posix_spawnattr_setsigmask(byte* attributes, byte* signals);

    [LibraryImport("libc")]
    public static partial int sigemptyset(byte* signals);

    [LibraryImport("libc")]
    public static partial int sigfillset(byte* signals);

    /// <summary>Looks the file up in PATH if it has no slash. Returns the error number itself, not -1.</summary>
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    public static partial int posix_spawnp(
        int* pid, string file, byte* actions, byte* attributes, byte** argv, byte** envp);

    /// <summary>A descriptor that is readable when the process has ended; close-on-exec. -1 if there is none.</summary>
    public static int PidfdOpen(int pid) => (int)syscall(SYS_pidfd_open, pid, 0);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint syscall(nint number, nint first, nint second);
}
