using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fairlead.Ssh.Transport;

/// <summary>
/// aes256-ctr (RFC 4344) with hmac-sha2-256-etm@openssh.com: the length stays readable, the mac is over sequence
/// number, length and ciphertext, and is checked before anything is decrypted.
/// </summary>
sealed class AesCtrEtmCipher : IPacketCipher
{
    private const int LengthField = 4;
    private const int Mac = 32;

    private readonly AesCtr _ctr;
    private readonly IncrementalHash _mac;

    public AesCtrEtmCipher(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv, ReadOnlySpan<byte> macKey)
    {
        _ctr = new AesCtr(key, iv);
        _mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, macKey);
    }

    public int BlockSize => 16;

    public int TagLength => Mac;

    public bool PadsLength => false;

    public uint ReadLength(uint sequence, ReadOnlySpan<byte> first) => BinaryPrimitives.ReadUInt32BigEndian(first);

    public void Seal(uint sequence, Span<byte> packet)
    {
        _ctr.Transform(packet[LengthField..^Mac]);
        ComputeMac(sequence, packet[..^Mac], packet[^Mac..]);
    }

    public bool TryOpen(uint sequence, Span<byte> packet)
    {
        Span<byte> expected = stackalloc byte[Mac];
        ComputeMac(sequence, packet[..^Mac], expected);
        if (!CryptographicOperations.FixedTimeEquals(expected, packet[^Mac..]))
        {
            return false;
        }

        _ctr.Transform(packet[LengthField..^Mac]);
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
