using System.IO.MemoryMappedFiles;

using Fairlead.Ports;

namespace Fairlead.RingPeer;

/// <summary>A ring file in shared memory that two processes map; removed with the one that made it.</summary>
public sealed unsafe class RingFile : IDisposable
{
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly bool _made;

    private RingFile(string path, long length, MemoryMappedFileAccess access)
    {
        Path = path;
        _made = length > 0;
        using FileStream stream = new(
            path,
            _made ? FileMode.CreateNew : FileMode.Open,
            access == MemoryMappedFileAccess.Read ? FileAccess.Read : FileAccess.ReadWrite,
            FileShare.ReadWrite);
        if (_made)
        {
            stream.SetLength(length);
        }

        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, access, HandleInheritability.None, leaveOpen: false);
        _view = _file.CreateViewAccessor(0, 0, access);
        byte* start = null;
        _view.SafeMemoryMappedViewHandle.AcquirePointer(ref start);
        Memory = new RingMemory(start, (nuint)new FileInfo(path).Length);
    }

    public string Path { get; }

    public RingMemory Memory { get; }

    public static RingFile Make(int ringBytes)
    {
        string folder = Directory.Exists("/dev/shm") ? "/dev/shm" : System.IO.Path.GetTempPath();
        string path = System.IO.Path.Combine(folder, $"fairlead-test-{Environment.ProcessId}-{Guid.NewGuid():N}");
        return new RingFile(path, (long)PortLog.FileSize(ringBytes), MemoryMappedFileAccess.ReadWrite);
    }

    public static RingFile Open(string path) => new(path, 0, MemoryMappedFileAccess.ReadWrite);

    public static RingFile OpenReadOnly(string path) => new(path, 0, MemoryMappedFileAccess.Read);

    public void Dispose()
    {
        _view.SafeMemoryMappedViewHandle.ReleasePointer();
        _view.Dispose();
        _file.Dispose();
        if (_made)
        {
            File.Delete(Path);
        }
    }
}
