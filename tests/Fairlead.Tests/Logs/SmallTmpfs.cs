using System.Runtime.InteropServices;
using Fairlead.Tty;

namespace Fairlead.Tests.Logs;

/// <summary>A small memory file system of one test's own. Needs root; else the test is skipped and says so.</summary>
sealed unsafe partial class SmallTmpfs : IDisposable
{
    private const int MNT_DETACH = 2;

    private SmallTmpfs(string path) => Path = path;

    public string Path { get; }

    public static SmallTmpfs MountOrSkip(string parent, string size)
    {
        string path = System.IO.Path.Join(parent, "tmpfs");
        Directory.CreateDirectory(path);
        int result = mount("tmpfs", path, "tmpfs", 0, $"size={size},mode=700");
        Assert.SkipWhen(result != 0, $"a tmpfs cannot be mounted here: {Libc.Describe(Libc.Errno)}");
        return new SmallTmpfs(path);
    }

    /// <summary>Another program takes all the room there is.</summary>
    public void Fill()
    {
        byte[] page = new byte[4096];
        int fd = Libc.open(System.IO.Path.Join(Path, "filler"), Libc.O_RDWR | Libc.O_CREAT | Libc.O_CLOEXEC, 0x180);
        Assert.True(fd >= 0);
        int written;
        do
        {
            written = Libc.Write(fd, page);
        }
        while (written > 0);

        Assert.Equal(-Libc.ENOSPC, written);
        _ = Libc.close(fd);
    }

    public void Dispose() => _ = umount2(Path, MNT_DETACH);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string type, nuint flags, string data);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int umount2(string target, int flags);
}
