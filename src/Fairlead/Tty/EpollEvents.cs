using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Fairlead.Tty;

/// <summary>
/// struct epoll_event, which is packed to 12 bytes on x86-64 and has 16 bytes elsewhere: events at 0, data at
/// <see cref="DataOffset"/>.
/// </summary>
static unsafe class EpollEvents
{
    private static readonly bool s_packed = RuntimeInformation.ProcessArchitecture == Architecture.X64;

    /// <summary>Bytes from one event to the next.</summary>
    public static int Stride => s_packed ? 12 : 16;

    private static int DataOffset => s_packed ? 4 : 8;

    public static void Set(byte* at, uint events, ulong data)
    {
        Unsafe.WriteUnaligned(at, events);
        Unsafe.WriteUnaligned(at + DataOffset, data);
    }

    public static uint Events(byte* at) => Unsafe.ReadUnaligned<uint>(at);

    public static ulong Data(byte* at) => Unsafe.ReadUnaligned<ulong>(at + DataOffset);
}
