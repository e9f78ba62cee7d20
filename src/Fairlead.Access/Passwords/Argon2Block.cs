using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Fairlead.Access.Passwords;

/// <summary>
/// The compression function G over 1,024-byte blocks (RFC 9106 section 3.5), two words in a register.
/// </summary>
static unsafe class Argon2Block
{
    /// <summary>Bytes of a block.</summary>
    public const int Length = 1024;

    /// <summary>64-bit words of a block.</summary>
    public const int Words = Length / 8;

    private const int Vectors = Length / 16;

    /// <summary>
    /// <paramref name="next"/> = G(previous, reference), or what is there XOR that. <paramref name="next"/> may be one
    /// of the two others.
    /// </summary>
    public static void Compress(ulong* previous, ulong* reference, ulong* next, bool xor)
    {
        Vector128<ulong>* p = (Vector128<ulong>*)previous;
        Vector128<ulong>* r = (Vector128<ulong>*)reference;
        Vector128<ulong>* n = (Vector128<ulong>*)next;
        Vector128<ulong>* state = stackalloc Vector128<ulong>[Vectors];
        for (int i = 0; i < Vectors; i++)
        {
            state[i] = p[i] ^ r[i];
        }

        for (int i = 0; i < Vectors; i += 8)
        {
            Permute(state + i, 1);
        }

        for (int i = 0; i < 8; i++)
        {
            Permute(state + i, 8);
        }

        if (xor)
        {
            for (int i = 0; i < Vectors; i++)
            {
                n[i] ^= state[i] ^ p[i] ^ r[i];
            }
        }
        else
        {
            for (int i = 0; i < Vectors; i++)
            {
                n[i] = state[i] ^ p[i] ^ r[i];
            }
        }
    }

    // The permutation P (section 3.6) over eight registers that lie `step` apart: a 4 × 4 matrix of words, whose
    // columns are mixed as they stand and whose diagonals are turned into columns first. The two halves are
    // independent of each other and interleaved, so that one computes while the other waits for its product.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Permute(Vector128<ulong>* v, int step)
    {
        Vector128<ulong> a0 = v[0], a1 = v[step], b0 = v[2 * step], b1 = v[3 * step];
        Vector128<ulong> c0 = v[4 * step], c1 = v[5 * step], d0 = v[6 * step], d1 = v[7 * step];

        a0 = MultiplyAdd(a0, b0);
        a1 = MultiplyAdd(a1, b1);
        d0 = Rotate32(d0 ^ a0);
        d1 = Rotate32(d1 ^ a1);
        c0 = MultiplyAdd(c0, d0);
        c1 = MultiplyAdd(c1, d1);
        b0 = Rotate24(b0 ^ c0);
        b1 = Rotate24(b1 ^ c1);
        a0 = MultiplyAdd(a0, b0);
        a1 = MultiplyAdd(a1, b1);
        d0 = Rotate16(d0 ^ a0);
        d1 = Rotate16(d1 ^ a1);
        c0 = MultiplyAdd(c0, d0);
        c1 = MultiplyAdd(c1, d1);
        b0 = Rotate63(b0 ^ c0);
        b1 = Rotate63(b1 ^ c1);

        // From here on c0 and c1 have changed places, and so have d0 and d1 when they are joined.
        Vector128<ulong> e0 = Join(b0, b1);
        Vector128<ulong> e1 = Join(b1, b0);
        Vector128<ulong> f0 = Join(d1, d0);
        Vector128<ulong> f1 = Join(d0, d1);

        a0 = MultiplyAdd(a0, e0);
        a1 = MultiplyAdd(a1, e1);
        f0 = Rotate32(f0 ^ a0);
        f1 = Rotate32(f1 ^ a1);
        c1 = MultiplyAdd(c1, f0);
        c0 = MultiplyAdd(c0, f1);
        e0 = Rotate24(e0 ^ c1);
        e1 = Rotate24(e1 ^ c0);
        a0 = MultiplyAdd(a0, e0);
        a1 = MultiplyAdd(a1, e1);
        f0 = Rotate16(f0 ^ a0);
        f1 = Rotate16(f1 ^ a1);
        c1 = MultiplyAdd(c1, f0);
        c0 = MultiplyAdd(c0, f1);
        e0 = Rotate63(e0 ^ c1);
        e1 = Rotate63(e1 ^ c0);

        v[0] = a0;
        v[step] = a1;
        v[2 * step] = Join(e1, e0);
        v[3 * step] = Join(e0, e1);
        v[4 * step] = c0;
        v[5 * step] = c1;
        v[6 * step] = Join(f0, f1);
        v[7 * step] = Join(f1, f0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Rotate32(Vector128<ulong> x) => Sse2.IsSupported
        ? Sse2.Shuffle(x.AsUInt32(), 0b10_11_00_01).AsUInt64()
        : (x >>> 32) | (x << 32);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Rotate24(Vector128<ulong> x) => Ssse3.IsSupported
        ? Ssse3.Shuffle(
            x.AsByte(), Vector128.Create((byte)3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10)).AsUInt64()
        : (x >>> 24) | (x << 40);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Rotate16(Vector128<ulong> x) => Ssse3.IsSupported
        ? Ssse3.Shuffle(
            x.AsByte(), Vector128.Create((byte)2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9)).AsUInt64()
        : (x >>> 16) | (x << 48);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Rotate63(Vector128<ulong> x) => (x + x) ^ (x >>> 63);

    // x + y + 2 · low32(x) · low32(y), the BlaMka step.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> MultiplyAdd(Vector128<ulong> x, Vector128<ulong> y)
    {
        Vector128<ulong> product;
        if (Sse2.IsSupported)
        {
            product = Sse2.Multiply(x.AsUInt32(), y.AsUInt32());
        }
        else if (AdvSimd.IsSupported)
        {
            product = AdvSimd.MultiplyWideningLower(
                AdvSimd.ExtractNarrowingLower(x), AdvSimd.ExtractNarrowingLower(y));
        }
        else
        {
            product = Vector128.Create((ulong)(uint)x[0] * (uint)y[0], (ulong)(uint)x[1] * (uint)y[1]);
        }

        return x + y + product + product;
    }

    // The upper word of the first and the lower word of the second.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<ulong> Join(Vector128<ulong> first, Vector128<ulong> second)
    {
        if (Ssse3.IsSupported)
        {
            return Ssse3.AlignRight(second, first, 8);
        }

        return AdvSimd.IsSupported
            ? AdvSimd.ExtractVector128(first, second, 1)
            : Vector128.Create(first.GetUpper(), second.GetLower());
    }
}
