using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Fairlead.Ssh.Transport;

/// <summary>AES in counter mode (RFC 4344 section 4): the counter goes on from packet to packet.</summary>
sealed class AesCtr : IDisposable
{
    private const int Block = 16;

    // Keystream is made in portions that stay in the first-level cache.
    private const int Portion = 4096;

    private readonly Aes _aes;
    private readonly ICryptoTransform _encryptor;
    private ulong _high;
    private ulong _low;

    /// <param name="iv">16 bytes, the first counter.</param>
    public AesCtr(ReadOnlySpan<byte> key, ReadOnlySpan<byte> iv)
    {
        _aes = Aes.Create();
        _aes.Mode = CipherMode.ECB;
        _aes.Padding = PaddingMode.None;
        _aes.SetKey(key);
        _encryptor = _aes.CreateEncryptor();
        _high = BinaryPrimitives.ReadUInt64BigEndian(iv);
        _low = BinaryPrimitives.ReadUInt64BigEndian(iv[8..]);
    }

    /// <summary>Encrypts or decrypts in place; the length is a multiple of the block.</summary>
    public void Transform(Span<byte> text)
    {
        byte[] keystream = ArrayPool<byte>.Shared.Rent(Portion);
        while (text.Length > 0)
        {
            int length = Math.Min(text.Length, Portion);
            WriteCounters(keystream.AsSpan(0, length));
            _encryptor.TransformBlock(keystream, 0, length, keystream, 0);
            Xor(text[..length], keystream.AsSpan(0, length));
            text = text[length..];
        }

        ArrayPool<byte>.Shared.Return(keystream);
    }

    /// <summary>Decrypts the beginning of the next block in place and does not count it.</summary>
    public void Peek(Span<byte> text)
    {
        (ulong high, ulong low) = (_high, _low);
        byte[] keystream = ArrayPool<byte>.Shared.Rent(Block);
        WriteCounters(keystream.AsSpan(0, Block));
        _encryptor.TransformBlock(keystream, 0, Block, keystream, 0);
        Xor(text, keystream.AsSpan(0, text.Length));
        ArrayPool<byte>.Shared.Return(keystream);
        (_high, _low) = (high, low);
    }

    public void Dispose()
    {
        _encryptor.Dispose();
        _aes.Dispose();
    }

    private void WriteCounters(Span<byte> into)
    {
        Span<ulong> words = MemoryMarshal.Cast<byte, ulong>(into);
        for (int i = 0; i + 1 < words.Length; i += Block / sizeof(ulong))
        {
            words[i] = Swap(_high);
            words[i + 1] = Swap(_low);
            _low++;
            if (_low == 0)
            {
                _high++;
            }
        }
    }

    private static ulong Swap(ulong value) =>
        BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value;

    private static void Xor(Span<byte> text, ReadOnlySpan<byte> keystream)
    {
        int at = 0;
        for (; at + Vector<byte>.Count <= text.Length; at += Vector<byte>.Count)
        {
            Vector<byte> mixed = new Vector<byte>(text[at..]) ^ new Vector<byte>(keystream[at..]);
            mixed.CopyTo(text[at..]);
        }

        for (; at < text.Length; at++)
        {
            text[at] ^= keystream[at];
        }
    }
}
