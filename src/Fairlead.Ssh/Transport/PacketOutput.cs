using System.Buffers.Binary;
using System.IO.Pipelines;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Transport;

/// <summary>
/// Packets on their way out: built and sealed in the pipe's own memory, flushed by <see cref="OutputFlow"/> once for a
/// burst. Messages of the upper layers are held while keys are being exchanged (RFC 4253 section 7.1).
/// </summary>
sealed class PacketOutput(PipeWriter writer, OutputFlow flow) : IDisposable
{
    private readonly PooledBuffer _held = new();
    private Memory<byte> _building;
    private bool _holding;

    public PacketSealer Sealer { get; } = new();

    /// <summary>How many bytes of data may be built now.</summary>
    public int Room => _holding ? 0 : flow.Room;

    /// <summary>Bytes that have not left yet, in whatever form.</summary>
    public long Backlog => flow.Pending + _held.Length;

    /// <summary>Bytes of messages that wait for new keys.</summary>
    public int HeldLength => _held.Length;

    /// <summary>Sends a message, or holds it.</summary>
    public void Send(ReadOnlySpan<byte> payload)
    {
        if (_holding && IsHeldDuringKeyExchange((MessageNumber)payload[0]))
        {
            Span<byte> into = _held.GetSpan(sizeof(int) + payload.Length);
            BinaryPrimitives.WriteInt32BigEndian(into, payload.Length);
            payload.CopyTo(into[sizeof(int)..]);
            _held.Advance(sizeof(int) + payload.Length);
            return;
        }

        SendNow(payload);
    }

    /// <summary>
    /// A payload to be built in place, to be finished with <see cref="Commit"/> before anything else is sent. Only
    /// while there is <see cref="Room"/>.
    /// </summary>
    public Span<byte> Reserve(int payloadLength)
    {
        _building = writer.GetMemory(BinaryPacket.TotalLength(payloadLength, Sealer.Cipher));
        return _building.Span.Slice(BinaryPacket.HeaderLength, payloadLength);
    }

    /// <summary>Whether the payload last reserved can still be finished; sending anything else forgets it.</summary>
    public bool IsReserved => _building.Length > 0;

    /// <summary>The payload last reserved.</summary>
    public Span<byte> Reserved => _building.Span[BinaryPacket.HeaderLength..];

    public void Forget() => _building = default;

    /// <summary>Seals and sends the first bytes of the payload last reserved.</summary>
    public void Commit(int payloadLength)
    {
        int length = Sealer.Seal(_building.Span, payloadLength);
        _building = default;
        writer.Advance(length);
        flow.Wrote(length);
    }

    /// <summary>From our SSH_MSG_KEXINIT to our SSH_MSG_NEWKEYS.</summary>
    public void Hold() => _holding = true;

    /// <summary>Sends what was held, with the new keys.</summary>
    public void Resume()
    {
        _holding = false;
        ReadOnlySpan<byte> held = _held.Written;
        while (held.Length > 0)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(held);
            SendNow(held.Slice(sizeof(int), length));
            held = held[(sizeof(int) + length)..];
        }

        _held.Clear();
        flow.RoomMade?.Invoke();
    }

    public void Dispose()
    {
        _held.Clear();
        Sealer.Dispose();
    }

    private void SendNow(ReadOnlySpan<byte> payload)
    {
        _building = default;
        int total = BinaryPacket.TotalLength(payload.Length, Sealer.Cipher);
        Span<byte> packet = flow.GetSpan(total);
        payload.CopyTo(packet[BinaryPacket.HeaderLength..]);
        flow.Advance(Sealer.Seal(packet, payload.Length));
    }

    private static bool IsHeldDuringKeyExchange(MessageNumber message) =>
        message is >= MessageNumber.SSH_MSG_USERAUTH_REQUEST
            or MessageNumber.SSH_MSG_SERVICE_REQUEST or MessageNumber.SSH_MSG_SERVICE_ACCEPT;
}
