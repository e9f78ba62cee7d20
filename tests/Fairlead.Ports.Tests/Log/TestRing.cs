using System.Runtime.InteropServices;

namespace Fairlead.Ports.Tests.Log;

/// <summary>Zeroed, aligned memory as the daemon maps it, which a test can copy byte for byte at any moment.</summary>
sealed unsafe class TestRing : IDisposable
{
    public static readonly PortNumber Port = new(7);

    private byte* _start;
    private readonly int _length;

    public TestRing(int ringBytes)
        : this(new byte[(int)PortLog.FileSize(ringBytes)])
    {
    }

    public TestRing(ReadOnlySpan<byte> image)
    {
        _length = image.Length;
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)Math.Max(64, _length), 4096);
        image.CopyTo(Bytes);
    }

    public Span<byte> Bytes => new(_start, _length);

    public RingMemory Memory => new(_start, (nuint)_length);

    public static PortLogOptions Options(TimeProvider? time = null) => new()
    {
        Time = time ?? TimeProvider.System,
        LeasedUpTo = long.MaxValue,
    };

    public PortLog Create(TimeProvider? time = null) =>
        PortLog.Create(Memory, Port, RingBytesIn(_length), Options(time));

    public byte[] Snapshot() => Bytes.ToArray();

    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }

    private static int RingBytesIn(int fileBytes)
    {
        int ring = 4096;
        while ((int)PortLog.FileSize(ring) < fileBytes)
        {
            ring += 4096;
        }

        return ring;
    }
}
