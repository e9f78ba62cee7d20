using System.Buffers.Binary;
using System.Net;

namespace Fairlead.Access;

/// <summary>
/// What counts as one source when attempts are limited: an IPv4 address, an IPv6 /64 (whoever has one address of it
/// has them all), or the local socket.
/// </summary>
public readonly record struct SourceAddress
{
    private readonly ulong _bits;
    private readonly byte _kind;

    private SourceAddress(ulong bits, byte kind)
    {
        _bits = bits;
        _kind = kind;
    }

    /// <summary>The source that an address belongs to; null is the local socket.</summary>
    public static SourceAddress Of(IPAddress? address)
    {
        if (address is null)
        {
            return default;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int written);
        return written == 4 || address.IsIPv4MappedToIPv6
            ? new SourceAddress(BinaryPrimitives.ReadUInt32BigEndian(bytes[(written - 4)..]), 4)
            : new SourceAddress(BinaryPrimitives.ReadUInt64BigEndian(bytes), 6);
    }
}
