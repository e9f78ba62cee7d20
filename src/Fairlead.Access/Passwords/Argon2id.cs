using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Fairlead.Access.Passwords;

/// <summary>
/// Argon2id, version 0x13 (RFC 9106), computed in memory that the caller brings. Lanes are filled one after the other.
/// </summary>
static unsafe class Argon2id
{
    private const int Version = 0x13;
    private const int TypeId = 2;
    private const int Slices = 4;

    /// <summary>What a hash costs.</summary>
    /// <param name="MemoryKiB">m: at least 8 for each lane.</param>
    /// <param name="Passes">t: at least 1.</param>
    /// <param name="Lanes">p: at least 1.</param>
    public readonly record struct Cost(int MemoryKiB, int Passes, int Lanes)
    {
        /// <summary>Blocks that are used: m rounded down to a multiple of 4 p.</summary>
        public int Blocks => MemoryKiB / (Slices * Lanes) * (Slices * Lanes);
    }

    /// <summary>Everything that goes into the first hash.</summary>
    public readonly ref struct Input
    {
        public required ReadOnlySpan<byte> Password { get; init; }

        public required ReadOnlySpan<byte> Salt { get; init; }

        public ReadOnlySpan<byte> Secret { get; init; }

        public ReadOnlySpan<byte> AssociatedData { get; init; }
    }

    /// <summary>
    /// Fills <paramref name="tag"/> (4 bytes or more). <paramref name="memory"/> has <see cref="Cost.Blocks"/> KiB,
    /// 16-byte aligned; what was in it does not matter, and what is left in it is secret: the caller wipes it.
    /// </summary>
    public static void Hash(in Input input, Cost cost, byte* memory, Span<byte> tag)
    {
        if (!BitConverter.IsLittleEndian)
        {
            throw new PlatformNotSupportedException("Argon2id needs a little-endian machine.");
        }

        int laneLength = cost.Blocks / cost.Lanes;
        Start(input, cost, tag.Length, memory, laneLength);
        for (int pass = 0; pass < cost.Passes; pass++)
        {
            for (int slice = 0; slice < Slices; slice++)
            {
                for (int lane = 0; lane < cost.Lanes; lane++)
                {
                    FillSegment(cost, memory, laneLength, pass, slice, lane);
                }
            }
        }

        byte* final = Block(memory, laneLength, 0, laneLength - 1);
        for (int lane = 1; lane < cost.Lanes; lane++)
        {
            byte* last = Block(memory, laneLength, lane, laneLength - 1);
            for (int i = 0; i < Argon2Block.Words; i++)
            {
                ((ulong*)final)[i] ^= ((ulong*)last)[i];
            }
        }

        LongHash(new ReadOnlySpan<byte>(final, Argon2Block.Length), tag);
    }

    // Section 3.2, steps 1 to 4: H0 and the first two blocks of every lane.
    private static void Start(in Input input, Cost cost, int tagLength, byte* memory, int laneLength)
    {
        Span<byte> seed = stackalloc byte[64 + 8];
        Blake2b blake = new(64);
        blake.AppendInt32(cost.Lanes);
        blake.AppendInt32(tagLength);
        blake.AppendInt32(cost.MemoryKiB);
        blake.AppendInt32(cost.Passes);
        blake.AppendInt32(Version);
        blake.AppendInt32(TypeId);
        blake.AppendInt32(input.Password.Length);
        blake.Append(input.Password);
        blake.AppendInt32(input.Salt.Length);
        blake.Append(input.Salt);
        blake.AppendInt32(input.Secret.Length);
        blake.Append(input.Secret);
        blake.AppendInt32(input.AssociatedData.Length);
        blake.Append(input.AssociatedData);
        blake.Finish(seed[..64]);
        for (int lane = 0; lane < cost.Lanes; lane++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(seed[68..], lane);
            for (int column = 0; column < 2; column++)
            {
                BinaryPrimitives.WriteInt32LittleEndian(seed[64..], column);
                LongHash(seed, new Span<byte>(Block(memory, laneLength, lane, column), Argon2Block.Length));
            }
        }

        CryptographicOperations.ZeroMemory(seed);
    }

    private static void FillSegment(Cost cost, byte* memory, int laneLength, int pass, int slice, int lane)
    {
        int segmentLength = laneLength / Slices;
        bool independent = pass == 0 && slice < Slices / 2;
        ulong* input = stackalloc ulong[Argon2Block.Words];
        ulong* addresses = stackalloc ulong[Argon2Block.Words];
        if (independent)
        {
            new Span<ulong>(input, Argon2Block.Words).Clear();
            (input[0], input[1], input[2]) = ((uint)pass, (uint)lane, (uint)slice);
            (input[3], input[4], input[5]) = ((uint)cost.Blocks, (uint)cost.Passes, TypeId);
        }

        // The first two blocks of a lane were made by Start.
        int first = pass == 0 && slice == 0 ? 2 : 0;
        for (int index = first; index < segmentLength; index++)
        {
            if (independent && (index % Argon2Block.Words == 0 || index == first))
            {
                NextAddresses(input, addresses);
            }

            int column = (slice * segmentLength) + index;
            byte* previous = Block(memory, laneLength, lane, column == 0 ? laneLength - 1 : column - 1);
            ulong random = independent ? addresses[index % Argon2Block.Words] : *(ulong*)previous;
            int referenceLane = pass == 0 && slice == 0 ? lane : (int)((random >> 32) % (uint)cost.Lanes);
            int referenceColumn = ReferenceColumn(
                (uint)random, pass, slice, index, segmentLength, referenceLane == lane);
            Argon2Block.Compress(
                (ulong*)previous,
                (ulong*)Block(memory, laneLength, referenceLane, referenceColumn),
                (ulong*)Block(memory, laneLength, lane, column),
                xor: pass > 0);
        }
    }

    // Section 3.4.1.2: 128 pseudo-random values that do not depend on the password.
    private static void NextAddresses(ulong* input, ulong* addresses)
    {
        ulong* zero = stackalloc ulong[Argon2Block.Words];
        new Span<ulong>(zero, Argon2Block.Words).Clear();
        input[6]++;
        Argon2Block.Compress(zero, input, addresses, xor: false);
        Argon2Block.Compress(zero, addresses, addresses, xor: false);
    }

    // Section 3.4.2: which of the blocks that may be read is read.
    private static int ReferenceColumn(uint random, int pass, int slice, int index, int segmentLength, bool sameLane)
    {
        int finished = pass == 0 ? slice * segmentLength : (Slices - 1) * segmentLength;
        int readable = sameLane ? finished + index - 1 : finished - (index == 0 ? 1 : 0);
        ulong x = (ulong)random * random >> 32;
        int relative = readable - 1 - (int)((ulong)readable * x >> 32);
        int start = pass == 0 ? 0 : (slice + 1) % Slices * segmentLength;
        return (start + relative) % (Slices * segmentLength);
    }

    // Section 3.3: the hash of any length, H'.
    private static void LongHash(ReadOnlySpan<byte> data, Span<byte> hash)
    {
        Span<byte> part = stackalloc byte[64];
        Blake2b blake = new(Math.Min(hash.Length, 64));
        blake.AppendInt32(hash.Length);
        blake.Append(data);
        blake.Finish(part);
        while (hash.Length > 64)
        {
            part[..32].CopyTo(hash);
            hash = hash[32..];
            Blake2b.Hash(part, part[..Math.Min(hash.Length, 64)]);
        }

        part[..hash.Length].CopyTo(hash);
        CryptographicOperations.ZeroMemory(part);
    }

    private static byte* Block(byte* memory, int laneLength, int lane, int column) =>
        memory + ((((nint)lane * laneLength) + column) * Argon2Block.Length);
}
