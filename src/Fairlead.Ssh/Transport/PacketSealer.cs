using System.Buffers.Binary;

namespace Fairlead.Ssh.Transport;

/// <summary>The outgoing half of the binary packet protocol: length, padding, encryption, in place.</summary>
sealed class PacketSealer : IDisposable
{
    private uint _sequence;

    public IPacketCipher Cipher { get; private set; } = PlainCipher.Instance;

    /// <summary>Bytes sealed with these keys.</summary>
    public long Bytes { get; private set; }

    /// <summary>Packets sealed with these keys.</summary>
    public long Packets { get; private set; }

    /// <summary>
    /// Finishes a packet whose payload begins at <see cref="BinaryPacket.HeaderLength"/>; returns its whole length.
    /// </summary>
    public int Seal(Span<byte> packet, int payloadLength)
    {
        int padding = BinaryPacket.Padding(payloadLength, Cipher);
        int length = BinaryPacket.HeaderLength + payloadLength + padding;
        packet = packet[..(length + Cipher.TagLength)];
        BinaryPrimitives.WriteUInt32BigEndian(packet, (uint)(length - 4));
        packet[4] = (byte)padding;
        RandomPadding.Fill(packet.Slice(length - padding, padding));
        Cipher.Seal(_sequence, packet);
        _sequence++;
        Bytes += packet.Length;
        Packets++;
        return packet.Length;
    }

    /// <summary>Takes new keys into use, after SSH_MSG_NEWKEYS was sealed. Owns the cipher.</summary>
    public void Use(IPacketCipher cipher, bool resetSequence)
    {
        Cipher.Dispose();
        Cipher = cipher;
        Bytes = 0;
        Packets = 0;
        _sequence = resetSequence ? 0 : _sequence;
    }

    public void Dispose() => Cipher.Dispose();
}
