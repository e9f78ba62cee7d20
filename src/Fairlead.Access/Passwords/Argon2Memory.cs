using System.Runtime.InteropServices;

namespace Fairlead.Access.Passwords;

/// <summary>
/// The memory of one hash, outside the garbage collector's heap. One user at a time; whoever holds it disposes it or
/// gives it back to its <see cref="Argon2Pool"/>.
/// </summary>
sealed unsafe class Argon2Memory : IDisposable
{
    // glibc keeps what it allocates below its mapping threshold, which rises to 32 MiB by itself, after it is freed.
    // Above it every block is a mapping of its own that goes back to the kernel, and pages never touched cost nothing.
    private const nuint MappedAlways = (32 << 20) + (64 << 10);

    private readonly nuint _used;
    private byte* _start;

    /// <param name="bytes">Bytes that the hash uses.</param>
    public Argon2Memory(nuint bytes)
    {
        _used = bytes;
        _start = (byte*)NativeMemory.AlignedAlloc(nuint.Max(bytes, MappedAlways), 64);
    }

    /// <summary>The first byte, 64-byte aligned.</summary>
    public byte* Start => _start;

    /// <summary>Overwrites what the hash left.</summary>
    public void Wipe() => NativeMemory.Clear(_start, _used);

    /// <summary>Gives the memory back. It has been wiped before.</summary>
    public void Dispose()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}
