using Fairlead.Ports;
using Fairlead.Tty;
using Microsoft.Win32.SafeHandles;

namespace Fairlead.Logs;

/// <summary>
/// A port's ring, mapped from a file. A file that is written is allocated in full before it is mapped, so that a file
/// system that fills up later cannot take the memory away under us (SIGBUS).
/// </summary>
sealed unsafe class RingFile : IDisposable
{
    private readonly byte* _start;
    private bool _disposed;

    private RingFile(string path, byte* start, nuint length)
    {
        Path = path;
        _start = start;
        Memory = new RingMemory(start, length);
    }

    /// <summary>Where the file was when it was mapped.</summary>
    public string Path { get; }

    /// <summary>The mapping; gone after <see cref="Dispose"/>.</summary>
    public RingMemory Memory { get; }

    /// <summary>
    /// Makes a file of that many zero bytes, mode 0600, replacing one of the same name. Failed names the size that was
    /// wanted and the space that there is.
    /// </summary>
    public static RingFileAnswer Create(string path, nuint length)
    {
        _ = Libc.unlink(path);
        int descriptor = Libc.open(path, Libc.O_RDWR | Libc.O_CREAT | Libc.O_EXCL | Libc.O_CLOEXEC, 0x180);
        if (descriptor < 0)
        {
            return new RingFileAnswer.Failed($"{path}: {Libc.Describe(Libc.Errno)}");
        }

        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        int error;
        do
        {
            error = Libc.posix_fallocate(descriptor, 0, (long)length);
        }
        while (error == Libc.EINTR);

        if (error == 0)
        {
            return Map(path, descriptor, length, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_SHARED);
        }

        _ = Libc.unlink(path);
        return new RingFileAnswer.Failed(error == Libc.ENOSPC
            ? $"{path}: no room for a ring file of {ByteSize.Text((long)length)}, {FreeSpace(path)} are free"
            : $"{path}: {Libc.Describe(error)}");
    }

    /// <summary>Maps an existing file: for the port's writer, for readers, or as a private copy to repair.</summary>
    public static RingFileAnswer Open(string path, RingAccess access)
    {
        int flags = access == RingAccess.Write ? Libc.O_RDWR : Libc.O_RDONLY;
        int descriptor = Libc.open(path, flags | Libc.O_CLOEXEC);
        if (descriptor < 0)
        {
            return Libc.Errno == Libc.ENOENT
                ? new RingFileAnswer.Missing()
                : new RingFileAnswer.Failed($"{path}: {Libc.Describe(Libc.Errno)}");
        }

        using var file = new SafeFileHandle(descriptor, ownsHandle: true);
        long length = RandomAccess.GetLength(file);
        if (length == 0)
        {
            return new RingFileAnswer.Failed($"{path}: the file is empty");
        }

        // A sparse file, from wherever it came, would be a trap for the writer.
        int error = access == RingAccess.Write ? Libc.posix_fallocate(descriptor, 0, length) : 0;
        if (error != 0)
        {
            return new RingFileAnswer.Failed($"{path}: {Libc.Describe(error)}");
        }

        int protection = access == RingAccess.Read ? Libc.PROT_READ : Libc.PROT_READ | Libc.PROT_WRITE;
        int sharing = access == RingAccess.PrivateCopy ? Libc.MAP_PRIVATE : Libc.MAP_SHARED;
        return Map(path, descriptor, (nuint)length, protection, sharing);
    }

    /// <summary>
    /// A port's log for reading, with or without a daemon: the live ring where the state directory says it is, else
    /// the copy of the last clean stop.
    /// </summary>
    public static RingFileAnswer OpenReadOnly(string statePath, PortNumber port)
    {
        var place = new PortLogPlace(statePath, port);
        RingFileAnswer live = place.NamedRing is { } named
            ? Open(named, RingAccess.Read)
            : new RingFileAnswer.Missing();
        return live is RingFileAnswer.Missing ? Open(place.SavedRing, RingAccess.Read) : live;
    }

    /// <summary>Writes the whole ring to durable storage: to a temporary file, synced, renamed. May block.</summary>
    /// <exception cref="IOException">The disk does not take it.</exception>
    public void Save(string path) => DurableFile.Replace(path, new ReadOnlySpan<byte>(_start, (int)Memory.Length));

    /// <summary>Unmaps; nothing may use <see cref="Memory"/> any more.</summary>
    public void Dispose()
    {
        if (!_disposed)
        {
            _disposed = true;
            _ = Libc.munmap((nint)_start, Memory.Length);
        }
    }

    private static RingFileAnswer Map(string path, int descriptor, nuint length, int protection, int sharing)
    {
        nint start = Libc.mmap(0, length, protection, sharing, descriptor, 0);
        return start == Libc.MAP_FAILED
            ? new RingFileAnswer.Failed($"{path}: {Libc.Describe(Libc.Errno)}")
            : new RingFileAnswer.Mapped(new RingFile(path, (byte*)start, length));
    }

    private static string FreeSpace(string path)
    {
        try
        {
            return ByteSize.Text(new DriveInfo(System.IO.Path.GetDirectoryName(path)!).AvailableFreeSpace);
        }
        catch (IOException e)
        {
            return $"an unknown number of bytes ({e.Message})";
        }
    }
}
