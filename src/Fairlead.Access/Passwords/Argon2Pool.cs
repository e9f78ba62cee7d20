namespace Fairlead.Access.Passwords;

/// <summary>
/// Keeps the memory of one hash for the next, and gives it back when no hash was made for a minute. Used from several
/// threads.
/// </summary>
sealed class Argon2Pool : IDisposable
{
    private static readonly TimeSpan s_keptFor = TimeSpan.FromSeconds(60);

    private readonly nuint _bytes;
    private readonly ITimer _timer;
    private Argon2Memory? _kept;
    private int _allocated;

    /// <param name="bytes">Bytes of one hash.</param>
    /// <param name="time">Says when the minute is over.</param>
    public Argon2Pool(nuint bytes, TimeProvider time)
    {
        _bytes = bytes;
        _timer = time.CreateTimer(
            static pool => ((Argon2Pool)pool!).Release(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>How many blocks exist now, in use or kept.</summary>
    public int Allocated => Volatile.Read(ref _allocated);

    /// <summary>The kept block or a new one; the caller gives it back with <see cref="Return"/>.</summary>
    public Argon2Memory Rent()
    {
        if (Interlocked.Exchange(ref _kept, null) is { } kept)
        {
            return kept;
        }

        Argon2Memory memory = new(_bytes);
        Interlocked.Increment(ref _allocated);
        return memory;
    }

    /// <summary>Wipes the block and keeps it, unless one is kept already.</summary>
    public void Return(Argon2Memory memory)
    {
        memory.Wipe();
        if (Interlocked.CompareExchange(ref _kept, memory, null) is not null)
        {
            Free(memory);
        }

        _timer.Change(s_keptFor, Timeout.InfiniteTimeSpan);
    }

    public void Dispose()
    {
        _timer.Dispose();
        Release();
    }

    private void Release()
    {
        if (Interlocked.Exchange(ref _kept, null) is { } kept)
        {
            Free(kept);
        }
    }

    private void Free(Argon2Memory memory)
    {
        memory.Dispose();
        Interlocked.Decrement(ref _allocated);
    }
}
