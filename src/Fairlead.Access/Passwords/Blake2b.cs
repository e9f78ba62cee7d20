using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Fairlead.Access.Passwords;

/// <summary>
/// BLAKE2b without a key (RFC 7693). Lives on the stack: what it saw of a secret goes with <see cref="Finish"/>.
/// </summary>
ref struct Blake2b
{
    private const int BlockLength = 128;

    private static readonly ulong[] s_iv =
    [
        0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
        0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179,
    ];

    private State _h;
    private Block _block;
    private int _filled;
    private ulong _total;
    private readonly int _length;

    /// <param name="length">Bytes of the hash, 1 to 64.</param>
    public Blake2b(int length)
    {
        _length = length;
        s_iv.CopyTo((Span<ulong>)_h);
        _h[0] ^= 0x01010000u ^ (uint)length;
    }

    private static ReadOnlySpan<byte> Sigma =>
    [
        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
        14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3,
        11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4,
        7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8,
        9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13,
        2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9,
        12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11,
        13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10,
        6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5,
        10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0,
    ];

    public void Append(scoped ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            // The last block is compressed by Finish, so a full one waits until more comes.
            if (_filled == BlockLength)
            {
                Compress(false);
            }

            int count = Math.Min(BlockLength - _filled, data.Length);
            data[..count].CopyTo(((Span<byte>)_block)[_filled..]);
            _filled += count;
            data = data[count..];
        }
    }

    /// <summary>Appends a 32-bit number, little-endian.</summary>
    public void AppendInt32(int value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
        Append(bytes);
    }

    /// <summary>Writes the hash and wipes the state.</summary>
    public void Finish(scoped Span<byte> hash)
    {
        ((Span<byte>)_block)[_filled..].Clear();
        Compress(true);
        Span<byte> bytes = stackalloc byte[64];
        for (int i = 0; i < 8; i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes[(8 * i)..], _h[i]);
        }

        bytes[.._length].CopyTo(hash);
        CryptographicOperations.ZeroMemory(bytes);
        CryptographicOperations.ZeroMemory(_block);
        ((Span<ulong>)_h).Clear();
    }

    /// <summary>The hash of one piece.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        Blake2b blake = new(hash.Length);
        blake.Append(data);
        blake.Finish(hash);
    }

    private void Compress(bool last)
    {
        _total += (ulong)_filled;
        _filled = 0;
        Span<ulong> m = stackalloc ulong[16];
        Span<ulong> v = stackalloc ulong[16];
        for (int i = 0; i < 16; i++)
        {
            m[i] = BinaryPrimitives.ReadUInt64LittleEndian(((Span<byte>)_block)[(8 * i)..]);
            v[i] = i < 8 ? _h[i] : s_iv[i - 8];
        }

        v[12] ^= _total;
        v[14] ^= last ? ulong.MaxValue : 0;
        for (int round = 0; round < 12; round++)
        {
            ReadOnlySpan<byte> s = Sigma.Slice(16 * (round % 10), 16);
            Mix(v, 0, 4, 8, 12, m[s[0]], m[s[1]]);
            Mix(v, 1, 5, 9, 13, m[s[2]], m[s[3]]);
            Mix(v, 2, 6, 10, 14, m[s[4]], m[s[5]]);
            Mix(v, 3, 7, 11, 15, m[s[6]], m[s[7]]);
            Mix(v, 0, 5, 10, 15, m[s[8]], m[s[9]]);
            Mix(v, 1, 6, 11, 12, m[s[10]], m[s[11]]);
            Mix(v, 2, 7, 8, 13, m[s[12]], m[s[13]]);
            Mix(v, 3, 4, 9, 14, m[s[14]], m[s[15]]);
        }

        for (int i = 0; i < 8; i++)
        {
            _h[i] ^= v[i] ^ v[i + 8];
        }

        m.Clear();
    }

    private static void Mix(Span<ulong> v, int a, int b, int c, int d, ulong x, ulong y)
    {
        v[a] += v[b] + x;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 32);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 24);
        v[a] += v[b] + y;
        v[d] = BitOperations.RotateRight(v[d] ^ v[a], 16);
        v[c] += v[d];
        v[b] = BitOperations.RotateRight(v[b] ^ v[c], 63);
    }

    [InlineArray(8)]
    private struct State
    {
        private ulong _first;
    }

    [InlineArray(BlockLength)]
    private struct Block
    {
        private byte _first;
    }
}
