namespace Fairlead.Ssh.Transport;

/// <summary>
/// Encryption and integrity of one direction of a connection, with the state that goes from packet to packet. A packet
/// here is packet_length, padding_length, payload and padding (RFC 4253 section 6), followed by its tag.
/// </summary>
interface IPacketCipher : IDisposable
{
    /// <summary>What the padded part is a multiple of, at least 8.</summary>
    int BlockSize { get; }

    /// <summary>Length of the mac or tag behind the packet.</summary>
    int TagLength { get; }

    /// <summary>Whether packet_length belongs to the padded part; not so for AEAD and encrypt-then-MAC.</summary>
    bool PadsLength { get; }

    /// <summary>packet_length of the packet whose first four bytes these are; changes nothing.</summary>
    uint ReadLength(uint sequence, ReadOnlySpan<byte> first);

    /// <summary>Encrypts in place. The span ends with <see cref="TagLength"/> bytes of room for the tag.</summary>
    void Seal(uint sequence, Span<byte> packet);

    /// <summary>Checks the tag and decrypts in place; false means that the packet is not genuine.</summary>
    bool TryOpen(uint sequence, Span<byte> packet);
}
