using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Fairlead.SystemServices;
using Fairlead.Tty;

namespace Fairlead.Logs;

/// <summary>
/// Where the live rings are: memory-backed, in a directory that only the daemon's user can enter and whose name
/// follows from the state directory's.
/// </summary>
static unsafe partial class RingDirectory
{
    private const int AT_FDCWD = -100;
    private const int AT_SYMLINK_NOFOLLOW = 0x100;
    private const uint STATX_UID = 8;
    private const int StatxBytes = 256;
    private const int StatxUid = 20;

    /// <summary>The directory for a state directory, whether it exists or not.</summary>
    /// <param name="statePath">Absolute path of the state directory.</param>
    /// <param name="runtimeDirectory">RUNTIME_DIRECTORY (systemd.exec(5)): the first of
    /// its paths counts; or null.</param>
    public static string PathFor(string statePath, string? runtimeDirectory)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(statePath));
        string name = "fairlead-" + Convert.ToHexStringLower(hash.AsSpan(0, 8));
        string parent = string.IsNullOrEmpty(runtimeDirectory) ? "/dev/shm" : runtimeDirectory.Split(':')[0];
        return Path.Join(parent, name);
    }

    /// <summary>
    /// Makes the directory if it is missing. /dev/shm is open to everybody: one that somebody else has put there, or a
    /// symbolic link, is refused.
    /// </summary>
    /// <exception cref="IOException">It cannot be made, or is somebody else's.</exception>
    public static void Make(string path)
    {
        Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        byte* status = stackalloc byte[StatxBytes];
        if (statx(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, STATX_UID, status) != 0)
        {
            throw new IOException($"{path}: {Libc.Describe(Libc.Errno)}");
        }

        uint owner = BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(status + StatxUid, sizeof(uint)));
        if (owner != Libc.geteuid() || new DirectoryInfo(path).LinkTarget is not null)
        {
            throw new IOException($"{path} is not ours: somebody else (uid {owner}) has made it");
        }

        StateDirectory.MakePrivate(path);
    }

    /// <summary>Removes the directory, unless a ring that could not be saved is still in it.</summary>
    public static void RemoveIfEmpty(string path) => _ = rmdir(path);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rmdir(string pathname);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int dirfd, string pathname, int flags, uint mask, byte* statxbuf);
}
