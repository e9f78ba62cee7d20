using System.Buffers.Binary;

namespace Fairlead.Ssh.Transport;

/// <summary>What is in force until the first SSH_MSG_NEWKEYS; never negotiated.</summary>
sealed class PlainCipher : IPacketCipher
{
    public static readonly PlainCipher Instance = new();

    public int BlockSize => 8;

    public int TagLength => 0;

    public bool PadsLength => true;

    public uint ReadLength(uint sequence, ReadOnlySpan<byte> first) => BinaryPrimitives.ReadUInt32BigEndian(first);

    public void Seal(uint sequence, Span<byte> packet)
    {
    }

    public bool TryOpen(uint sequence, Span<byte> packet) => true;

    public void Dispose()
    {
    }
}
