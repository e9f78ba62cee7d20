using System.Buffers.Text;
using System.Text;
using Fairlead.Ports;
using Fairlead.Tty;
using Microsoft.Win32.SafeHandles;

namespace Fairlead.SystemServices;

/// <summary>
/// The daemon's state directory (DIR of the file formats): mode 0700, and one daemon at a time, kept apart by an
/// flock(2) on DIR/lock, which the kernel drops when the holder ends, however it ends.
/// </summary>
sealed class StateDirectory : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private readonly SafeFileHandle _lock;

    private StateDirectory(string path, SafeFileHandle @lock)
    {
        Path = path;
        _lock = @lock;
    }

    /// <summary>Absolute, without a slash at the end.</summary>
    public string Path { get; }

    /// <summary>DIR/ports/NN, whether it exists or not.</summary>
    public static string PortPath(string statePath, PortNumber port) =>
        System.IO.Path.Join(statePath, "ports", port.ToString());

    /// <summary>Makes the directory if it is missing and takes its lock. May block on the disk.</summary>
    public static StateDirectoryAnswer Open(string path, TimeProvider time)
    {
        path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        SafeFileHandle? file = null;
        try
        {
            MakePrivate(path);
            int descriptor = Libc.open(
                System.IO.Path.Join(path, "lock"), Libc.O_RDWR | Libc.O_CREAT | Libc.O_CLOEXEC, 0x180);
            if (descriptor < 0)
            {
                return new StateDirectoryAnswer.Failed($"{path}/lock: {Libc.Describe(Libc.Errno)}");
            }

            file = new SafeFileHandle(descriptor, ownsHandle: true);
            if (Libc.flock(descriptor, Libc.LOCK_EX | Libc.LOCK_NB) < 0)
            {
                return Libc.Errno == Libc.EAGAIN
                    ? ReadHolder(path, file)
                    : new StateDirectoryAnswer.Failed($"{path}/lock: {Libc.Describe(Libc.Errno)}");
            }

            WriteHolder(file, time.GetUtcNow());
            var held = new StateDirectory(path, file);
            file = null;
            return new StateDirectoryAnswer.Held(held);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new StateDirectoryAnswer.Failed($"{path}: {e.Message}");
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Makes a directory that only its owner can enter, or makes an existing one so.</summary>
    public static void MakePrivate(string path)
    {
        Directory.CreateDirectory(path, OwnerOnly);
        if (File.GetUnixFileMode(path) != OwnerOnly)
        {
            File.SetUnixFileMode(path, OwnerOnly);
        }
    }

    /// <summary>Lets the next daemon in.</summary>
    public void Dispose() => _lock.Dispose();

    private static void WriteHolder(SafeFileHandle file, DateTimeOffset now)
    {
        byte[] text = Encoding.ASCII.GetBytes($"{Environment.ProcessId} {now.ToUnixTimeSeconds()}\n");
        RandomAccess.SetLength(file, 0);
        RandomAccess.Write(file, text, 0);
    }

    private static StateDirectoryAnswer.Busy ReadHolder(string path, SafeFileHandle file)
    {
        Span<byte> text = stackalloc byte[64];
        text = text[..RandomAccess.Read(file, text, 0)];
        if (Utf8Parser.TryParse(text, out int pid, out int used)
            && used < text.Length
            && Utf8Parser.TryParse(text[(used + 1)..], out long seconds, out _))
        {
            return new StateDirectoryAnswer.Busy(path, pid, DateTimeOffset.FromUnixTimeSeconds(seconds));
        }

        return new StateDirectoryAnswer.Busy(path, 0, null);
    }
}
