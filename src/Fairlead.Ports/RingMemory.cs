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
    /// <param name="flush">Writes the mapping back to its file (msync), or null where there is nothing to write to.</param>
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

    /// <summary>Writes the mapping back to its file.</summary>
    public void Flush() => _flush?.Invoke();
}
