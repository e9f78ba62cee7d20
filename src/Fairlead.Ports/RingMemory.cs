namespace Fairlead.Ports;

/// <summary>
/// Memory that outlives the process, as the daemon maps it: a port's ring file in /dev/shm, or in tests a plain
/// pinned array. Page-aligned or at least 64-byte aligned. Not owned by whoever uses it.
/// </summary>
public readonly unsafe struct RingMemory
{
    private readonly byte* _base;
    private readonly Action? _flush;

    /// <param name="start">First byte, 64-byte aligned; must stay mapped for the lifetime of every user.</param>
    /// <param name="length">Bytes mapped.</param>
    /// <param name="flush">
    /// Writes the mapping back to its file (msync), or null where there is nothing to write to.
    /// </param>
    public RingMemory(byte* start, nuint length, Action? flush = null)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual((nuint)start % 64, 0u);
        _base = start;
        Length = length;
        _flush = flush;
    }

    /// <summary>Bytes mapped.</summary>
    public nuint Length { get; }

    internal byte* Base => _base;

    /// <summary>An 8-byte field shared with other processes; <paramref name="offset"/> is a multiple of 8.</summary>
    internal ref long Field(long offset) => ref *(long*)(_base + offset);

    /// <summary>Bytes of the mapping, in place.</summary>
    internal Span<byte> Bytes(long offset, int length) => new(_base + offset, length);

    /// <summary>Writes the mapping back to its file.</summary>
    public void Flush() => _flush?.Invoke();
}
