using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fairlead.Ssh.Transport;

/// <summary>
/// aes256-ctr (RFC 4344) with an HMAC. Encrypt-then-MAC: the length stays readable, and the mac is checked before
/// anything is decrypted. Else the older order of RFC 4253 section 6.4, for clients that know no other.
/// </summary>
sealed class AesCtrHmacCipher : IPacketCipher
{
    private const int LengthField = 4;

    private readonly AesCtr _ctr;
    private readonly IncrementalHash _mac;
    private readonly bool _encryptThenMac;

    public AesCtrHmacCipher(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, MacAlgorithm mac, ReadOnlySpan<byte> macKey)
    {
        _ctr = new AesCtr(key, iv);
        _mac = IncrementalHash.CreateHMAC(mac.Hash, macKey);
        _encryptThenMac = mac.EncryptThenMac;
        TagLength = mac.Length;
    }

    public int BlockSize => 16;

    public int TagLength { get; }

    public bool PadsLength => !_encryptThenMac;

    public uint ReadLength(uint sequence, ReadOnlySpan<byte> first)
    {
        if (_encryptThenMac)
        {
            return BinaryPrimitives.ReadUInt32BigEndian(first);
        }

        Span<byte> length = stackalloc byte[LengthField];
        first[..LengthField].CopyTo(length);
        _ctr.Peek(length);
        return BinaryPrimitives.ReadUInt32BigEndian(length);
    }

    public void Seal(uint sequence, Span<byte> packet)
    {
        Span<byte> body = packet[..^TagLength];
        Span<byte> tag = packet[^TagLength..];
        if (_encryptThenMac)
        {
            _ctr.Transform(body[LengthField..]);
            ComputeMac(sequence, body, tag);
        }
        else
        {
            ComputeMac(sequence, body, tag);
            _ctr.Transform(body);
        }
    }

    public bool TryOpen(uint sequence, Span<byte> packet)
    {
        Span<byte> body = packet[..^TagLength];
        if (!_encryptThenMac)
        {
            _ctr.Transform(body);
        }

        Span<byte> expected = stackalloc byte[TagLength];
        ComputeMac(sequence, body, expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, packet[^TagLength..]))
        {
            return false;
        }

        if (_encryptThenMac)
        {
            _ctr.Transform(body[LengthField..]);
        }

        return true;
    }

    public void Dispose()
    {
        _ctr.Dispose();
        _mac.Dispose();
    }

    private void ComputeMac(uint sequence, ReadOnlySpan<byte> packet, Span<byte> into)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(number, sequence);
        _mac.AppendData(number);
        _mac.AppendData(packet);
        _mac.GetHashAndReset(into);
    }
}
