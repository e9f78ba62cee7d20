using System.Buffers;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Fairlead.Ssh.Transport;

/// <summary>
/// The incoming half of the binary packet protocol. A packet that lies in one piece is decrypted where it is; one that
/// does not is first put together in a buffer that is given back with <see cref="Release"/>.
/// </summary>
sealed class PacketOpener : IDisposable
{
    private const int LengthField = 4;

    private byte[]? _joined;
    private Memory<byte> _last;

    public IPacketCipher Cipher { get; private set; } = PlainCipher.Instance;

    /// <summary>The sequence number of the next packet.</summary>
    public uint Sequence { get; private set; }

    /// <summary>Bytes opened with these keys.</summary>
    public long Bytes { get; private set; }

    /// <summary>Packets opened with these keys.</summary>
    public long Packets { get; private set; }

    /// <summary>
    /// Takes one packet off the front of <paramref name="input"/>. The payload, never empty, is valid until the next
    /// call. False: the packet is not complete.
    /// </summary>
    public bool TryOpen(ref ReadOnlySequence<byte> input, out ReadOnlySpan<byte> payload)
    {
        payload = default;
        if (input.Length < LengthField)
        {
            return false;
        }

        Span<byte> first = stackalloc byte[LengthField];
        input.Slice(0, LengthField).CopyTo(first);
        uint length = Cipher.ReadLength(Sequence, first);
        BinaryPacket.CheckLength(length, Cipher);
        int total = LengthField + (int)length + Cipher.TagLength;
        if (input.Length < total)
        {
            return false;
        }

        _last = InOnePiece(input, total);
        input = input.Slice(total);
        payload = Open(_last.Span);
        return true;
    }

    /// <summary>Wipes the packet that was opened last; its payload is no longer valid.</summary>
    public void WipeLast()
    {
        CryptographicOperations.ZeroMemory(_last.Span);
        _last = default;
    }

    /// <summary>Gives the buffer back; the last payload is no longer valid.</summary>
    public void Release()
    {
        _last = default;
        if (_joined is { } joined)
        {
            _joined = null;
            ArrayPool<byte>.Shared.Return(joined);
        }
    }

    /// <summary>Takes new keys into use, after SSH_MSG_NEWKEYS was opened. Owns the cipher.</summary>
    public void Use(IPacketCipher cipher, bool resetSequence)
    {
        Cipher.Dispose();
        Cipher = cipher;
        Bytes = 0;
        Packets = 0;
        Sequence = resetSequence ? 0 : Sequence;
    }

    public void Dispose()
    {
        Release();
        Cipher.Dispose();
    }

    private ReadOnlySpan<byte> Open(Span<byte> packet)
    {
        if (!Cipher.TryOpen(Sequence, packet))
        {
            throw new SshProtocolException(DisconnectReason.MacError, "packet is not genuine");
        }

        Sequence++;
        Bytes += packet.Length;
        Packets++;
        ReadOnlySpan<byte> body = packet[LengthField..^Cipher.TagLength];
        int padding = body[0];
        int payloadLength = body.Length - 1 - padding;
        if (padding < 4 || payloadLength < 1)
        {
            throw SshProtocolException.Protocol($"padding of {padding} bytes in a packet of {body.Length}");
        }

        return body.Slice(1, payloadLength);
    }

    // The pipe's reader owns what it has been given until it advances, so its memory may be written to.
    private Memory<byte> InOnePiece(ReadOnlySequence<byte> input, int total)
    {
        if (input.First.Length >= total)
        {
            return MemoryMarshal.AsMemory(input.First)[..total];
        }

        if (_joined is null || _joined.Length < total)
        {
            Release();
            _joined = ArrayPool<byte>.Shared.Rent(total);
        }

        input.Slice(0, total).CopyTo(_joined);
        return _joined.AsMemory(0, total);
    }
}
