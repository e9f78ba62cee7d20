using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Fairlead.Access;

/// <summary>
/// A range of source addresses in CIDR notation (RFC 4632, RFC 4291 section 2.3). An IPv4-mapped IPv6 address is the
/// IPv4 address it stands for.
/// </summary>
public readonly record struct Network
{
    private readonly UInt128 _prefix;
    private readonly UInt128 _mask;

    private Network(UInt128 prefix, int length, bool isIPv4)
    {
        _mask = MaskOf(length, isIPv4);
        _prefix = prefix;
        Length = length;
        IsIPv4 = isIPv4;
    }

    /// <summary>Leading bits that count: 0 to 32 or 0 to 128.</summary>
    public int Length { get; }

    public bool IsIPv4 { get; }

    /// <summary>True if the address lies in the range. Allocates nothing.</summary>
    public bool Contains(IPAddress address)
    {
        UInt128 bits = BitsOf(address, out bool isIPv4);
        return isIPv4 == IsIPv4 && (bits & _mask) == _prefix;
    }

    /// <summary>
    /// Reads "10.0.0.0/8", "2001:db8::/32", or one address; false with what is wrong in <paramref name="problem"/>.
    /// Bits behind the prefix must be zero.
    /// </summary>
    public static bool TryParse(string text, out Network network, out string problem)
    {
        network = default;
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        string host = slash < 0 ? text : text[..slash];
        if (!IPAddress.TryParse(host, out IPAddress? address)
            || (address.AddressFamily == AddressFamily.InterNetwork && host.Count(c => c == '.') != 3)
            || host.Contains('%', StringComparison.Ordinal)
            || host.StartsWith('['))
        {
            problem = $"\"{text}\" is not a network";
            return false;
        }

        bool mapped = address.IsIPv4MappedToIPv6;
        UInt128 bits = BitsOf(address, out bool isIPv4);
        int longest = isIPv4 && !mapped ? 32 : 128;
        int length = longest;
        if (slash >= 0
            && (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out length)
                || length > longest
                || (mapped && length < 96)))
        {
            problem = $"\"{text}\" has no prefix length from {(mapped ? 96 : 0)} to {longest}";
            return false;
        }

        length -= mapped ? 96 : 0;
        UInt128 prefix = bits & MaskOf(length, isIPv4);
        network = new Network(prefix, length, isIPv4);
        problem = prefix == bits ? "" : $"\"{text}\" has bits set behind the prefix; the network is {network}";
        return prefix == bits;
    }

    /// <summary>"10.0.0.0/8".</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, _prefix);
        IPAddress address = new(IsIPv4 ? bytes[12..] : bytes);
        return string.Create(CultureInfo.InvariantCulture, $"{address}/{Length}");
    }

    private static UInt128 MaskOf(int length, bool isIPv4)
    {
        int zeros = (isIPv4 ? 32 : 128) - length;
        UInt128 mask = zeros == 128 ? UInt128.Zero : UInt128.MaxValue << zeros;
        return isIPv4 ? mask & uint.MaxValue : mask;
    }

    private static UInt128 BitsOf(IPAddress address, out bool isIPv4)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out int written);
        isIPv4 = written == 4 || address.IsIPv4MappedToIPv6;
        return isIPv4
            ? BinaryPrimitives.ReadUInt32BigEndian(bytes[(written - 4)..])
            : BinaryPrimitives.ReadUInt128BigEndian(bytes);
    }
}
