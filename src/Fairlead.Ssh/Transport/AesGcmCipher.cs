using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fairlead.Ssh.Transport;

/// <summary>
/// aes128-gcm@openssh.com and aes256-gcm@openssh.com: RFC 5647, where the lower eight bytes of the nonce count packets.
/// </summary>
sealed class AesGcmCipher : IPacketCipher
{
    private const int LengthField = 4;
    private const int Tag = 16;

    private readonly AesGcm _aes;
    private readonly byte[] _nonce;

    /// <param name="iv">12 bytes.</param>
    public AesGcmCipher(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv)
    {
        _aes = new AesGcm(key, Tag);
        _nonce = iv[..12].ToArray();
    }

    public int BlockSize => 16;

    public int TagLength => Tag;

    public bool PadsLength => false;

    public uint ReadLength(uint sequence, ReadOnlySpan<byte> first) => BinaryPrimitives.ReadUInt32BigEndian(first);

    public void Seal(uint sequence, Span<byte> packet)
    {
        Span<byte> text = packet[LengthField..^Tag];
        _aes.Encrypt(_nonce, text, text, packet[^Tag..], packet[..LengthField]);
        Count();
    }

    public bool TryOpen(uint sequence, Span<byte> packet)
    {
        Span<byte> text = packet[LengthField..^Tag];
        try
        {
            _aes.Decrypt(_nonce, text, packet[^Tag..], text, packet[..LengthField]);
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }

        Count();
        return true;
    }

    public void Dispose() => _aes.Dispose();

    private void Count()
    {
        Span<byte> counter = _nonce.AsSpan(4);
        BinaryPrimitives.WriteUInt64BigEndian(counter, BinaryPrimitives.ReadUInt64BigEndian(counter) + 1);
    }
}
