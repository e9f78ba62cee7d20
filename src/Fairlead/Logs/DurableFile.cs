using Fairlead.Tty;
using Microsoft.Win32.SafeHandles;

namespace Fairlead.Logs;

/// <summary>
/// Files that are whole after a power cut: written beside, synced, renamed over, and the directory synced (rename(2),
/// fsync(2)). Everything here may block on the disk.
/// </summary>
static class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Replaces a file, mode 0600.</summary>
    /// <exception cref="IOException">The disk does not take it; the old file is still there.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        string temporary = path + ".new";
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = OwnerOnly,
            BufferSize = 0,
        };
        using (var stream = new FileStream(temporary, options))
        {
            stream.Write(content);
            stream.Flush(flushToDisk: true);
        }

        File.Move(temporary, path, overwrite: true);
        SyncDirectory(Path.GetDirectoryName(path)!);
    }

    /// <summary>Removes a file if it is there, for good.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void Remove(string path)
    {
        if (File.Exists(path))
        {
            File.Delete(path);
            SyncDirectory(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Makes the names in a directory durable.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public static void SyncDirectory(string path)
    {
        int descriptor = Libc.open(path, Libc.O_RDONLY | Libc.O_CLOEXEC);
        using var directory = new SafeFileHandle(descriptor, ownsHandle: true);
        if (descriptor < 0 || Libc.fsync(descriptor) != 0)
        {
            throw new IOException($"{path}: {Libc.Describe(Libc.Errno)}");
        }
    }
}
