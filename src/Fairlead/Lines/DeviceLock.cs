using System.Globalization;
using System.Text;
using Fairlead.Tty;

namespace Fairlead.Lines;

/// <summary>
/// UUCP lock files, as the Filesystem Hierarchy Standard has them (LCK..ttyS4 with the process id in ten characters
/// and a newline). A file whose process is gone is stale and is taken over. Blocking; used off the loop.
/// </summary>
/// <param name="directory">/var/lock; where we may not write there, the descriptor's own locks must do.</param>
sealed class DeviceLock(string directory)
{
    /// <summary>Where the Filesystem Hierarchy Standard puts them.</summary>
    public const string DefaultDirectory = "/var/lock";

    // How far a process' beginning, which is known in hundredths of a second, may seem to be off.
    private static readonly TimeSpan s_clockSlack = TimeSpan.FromSeconds(1);

    /// <summary>The device itself, where a path is a link to it (/dev/serial/by-id/…).</summary>
    public static string RealPath(string device)
    {
        try
        {
            return File.ResolveLinkTarget(device, returnFinalTarget: true)?.FullName ?? device;
        }
        catch (IOException)
        {
            // It is not there; opening it will say so.
            return device;
        }
    }

    /// <summary>The other process that holds the device by a lock file ("minicom (pid 812)"), or null.</summary>
    public string? Holder(string device)
    {
        string path = PathOf(device);
        return ReadPid(path) is { } other && other != Environment.ProcessId && IsAlive(other)
            && !IsSomebodyElse(other, path, device)
            ? DeviceHolder.Name(other)
            : null;
    }

    /// <summary>Makes the lock file ours; returns the process that was quicker,
    /// or null if it is ours or cannot be made.</summary>
    public string? Take(string device)
    {
        string path = PathOf(device);
        byte[] content = Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId,10}\n"));
        for (int attempt = 0; attempt < 2; attempt++)
        {
            int fd = Libc.open(path, Libc.O_WRONLY | Libc.O_CREAT | Libc.O_EXCL | Libc.O_CLOEXEC, 0x1A4);
            if (fd >= 0)
            {
                _ = Libc.Write(fd, content);
                _ = Libc.close(fd);
                return null;
            }

            if (Libc.Errno != Libc.EEXIST)
            {
                return null;
            }

            if (Holder(device) is { } other)
            {
                return other;
            }

            _ = Libc.unlink(path);
        }

        return Holder(device);
    }

    /// <summary>Removes the lock file if it is ours.</summary>
    public void Release(string device)
    {
        string path = PathOf(device);
        if (ReadPid(path) == Environment.ProcessId)
        {
            _ = Libc.unlink(path);
        }
    }

    private static bool IsAlive(int pid) => Libc.kill(pid, 0) == 0 || Libc.Errno == Libc.EPERM;

    /// <summary>
    /// True if the number belongs to another process by now: one that began after the file was written and does not
    /// have the device open. A daemon that was killed leaves its files, and small machines count only to 32,768.
    /// </summary>
    private static bool IsSomebodyElse(int pid, string path, string device) =>
        DeviceHolder.BeganAt(pid) is { } began
        && File.GetLastWriteTimeUtc(path) + s_clockSlack < began
        && !DeviceHolder.Has(pid, device);

    private static int? ReadPid(string path)
    {
        Span<byte> content = stackalloc byte[32];
        int fd = Libc.open(path, Libc.O_RDONLY | Libc.O_NONBLOCK | Libc.O_CLOEXEC);
        if (fd < 0)
        {
            return null;
        }

        int length = Libc.Read(fd, content);
        _ = Libc.close(fd);
        ReadOnlySpan<byte> text = content[..Math.Max(length, 0)].Trim(" \r\n\0"u8);
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int pid) && pid > 0)
        {
            return pid;
        }

        // Old programs write the process id as a binary integer.
        return length == sizeof(int) && BitConverter.ToInt32(content) is > 0 and int binary ? binary : null;
    }

    private string PathOf(string device)
    {
        string name = device.StartsWith("/dev/", StringComparison.Ordinal) ? device[5..] : device;
        return Path.Combine(directory, "LCK.." + name.Replace('/', '_'));
    }
}
