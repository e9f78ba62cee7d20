using System.Buffers.Binary;
using Fairlead.Ssh.Connection;
using Fairlead.Ssh.Transport;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh;

/// <summary>The server's end of one session channel (RFC 4254). Not thread-safe: one connection, one context.</summary>
public sealed class SshChannel
{
    /// <summary>The largest data field that is sent or taken in one message, bytes.</summary>
    internal const int MaxPacket = 32 * 1024;

    // Message number, recipient channel, length of the data.
    private const int DataHeader = 1 + 4 + 4;
    private const int ExtendedHeader = DataHeader + 4;
    private const uint SSH_EXTENDED_DATA_STDERR = 1;

    private readonly TransportLayer _transport;
    private readonly uint _recipient;
    private readonly int _maxData;
    private SendWindow _send;
    private ReceiveWindow _receive;
    private int _reserved;
    private uint? _exitStatus;
    private bool _eofDue;
    private bool _closeDue;
    private bool _eofSent;
    private bool _eofReceived;
    private bool _closeSent;
    private bool _gone;

    // An answer is due: what the handler sends meanwhile comes after it.
    private bool _answering = true;

    internal SshChannel(TransportLayer transport, in ChannelOpen open, int window)
    {
        _transport = transport;
        _recipient = open.SenderChannel;
        _maxData = (int)Math.Min(open.MaximumPacketSize, MaxPacket);
        _send = new SendWindow(open.InitialWindowSize);
        _receive = new ReceiveWindow(window);
    }

    /// <summary>How many bytes <see cref="GetSpan"/> could give now.</summary>
    public int Room => IsShut || _answering
        ? 0
        : (int)Math.Min(_send.Left, (uint)Math.Min(_maxData, _transport.Output.Room));

    /// <summary>True once no more data can ever be sent: after EOF or CLOSE, or when the channel is gone.</summary>
    public bool IsShut => _eofSent || _eofDue || _closeSent || _closeDue || _gone;

    /// <summary>Set once it is opened.</summary>
    internal ISshChannelHandler Handler { get; private set; } = null!;

    internal bool IsCloseSent => _closeSent;

    /// <summary>Something was refused, and <see cref="ISshChannelHandler.WriteReady"/> is owed.</summary>
    internal bool WantsRoom { get; private set; }

    /// <summary>
    /// Room for SSH_MSG_CHANNEL_DATA, at most <paramref name="wanted"/> bytes, inside the packet being built: what the
    /// window, the maximum packet size and the output allow. Empty when nothing can be taken now (window shut, socket
    /// full, keys being exchanged); <see cref="ISshChannelHandler.WriteReady"/> follows when that changes. Valid until
    /// <see cref="Advance"/>, and only if nothing else is sent on the connection in between.
    /// </summary>
    public Span<byte> GetSpan(int wanted)
    {
        _reserved = Math.Max(0, Math.Min(wanted, Room));
        WantsRoom |= _reserved < wanted && _reserved < _maxData;
        return _reserved == 0 ? [] : _transport.Output.Reserve(DataHeader + _reserved)[DataHeader..];
    }

    /// <summary>Sends the first <paramref name="count"/> bytes of the last span, or forgets it if 0.</summary>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _reserved);
        _reserved = 0;
        PacketOutput output = _transport.Output;
        if (count == 0)
        {
            output.Forget();
            return;
        }

        if (!output.IsReserved)
        {
            throw new InvalidOperationException("something else was sent since GetSpan");
        }

        WriteHeader(output.Reserved, count);
        output.Commit(DataHeader + count);
        _send.Use(count);
        _transport.Sent();
    }

    /// <summary>SSH_MSG_CHANNEL_EXTENDED_DATA of type SSH_EXTENDED_DATA_STDERR;
    /// returns how many bytes were taken.</summary>
    public int WriteExtended(ReadOnlySpan<byte> data)
    {
        int taken = 0;
        while (taken < data.Length && Room > 0)
        {
            int count = Math.Min(data.Length - taken, Room);
            Span<byte> payload = _transport.Output.Reserve(ExtendedHeader + count);
            var writer = new SshWriter(payload);
            writer.Write(MessageNumber.SSH_MSG_CHANNEL_EXTENDED_DATA);
            writer.WriteUInt32(_recipient);
            writer.WriteUInt32(SSH_EXTENDED_DATA_STDERR);
            writer.WriteString(data.Slice(taken, count));
            _transport.Output.Commit(ExtendedHeader + count);
            _send.Use(count);
            taken += count;
            _transport.Sent();
        }

        WantsRoom |= taken < data.Length;
        return taken;
    }

    /// <summary>Lets the client send as many bytes again (SSH_MSG_CHANNEL_WINDOW_ADJUST,
    /// sent in useful portions).</summary>
    public void Consumed(int count)
    {
        int grant = _receive.Consume(count);
        if (grant > 0 && !_closeSent && !_eofReceived && !_gone)
        {
            ChannelMessages.SendWindowAdjust(_transport, _recipient, (uint)grant);
        }
    }

    /// <summary>SSH_MSG_CHANNEL_EOF after what was sent.</summary>
    public void SendEof()
    {
        _eofDue |= !IsShut;
        SendDue();
    }

    /// <summary>exit-status, RFC 4254 section 6.10. At most once, before <see cref="Close"/>.</summary>
    public void SendExitStatus(uint status)
    {
        _exitStatus = status;
        SendDue();
    }

    /// <summary>SSH_MSG_CHANNEL_CLOSE after everything that was sent.</summary>
    public void Close()
    {
        _closeDue |= !_closeSent && !_gone;
        SendDue();
    }

    internal void Opened(ISshChannelHandler handler) => Handler = handler;

    /// <summary>From now on the handler's next answer comes first.</summary>
    internal void BeginAnswer() => _answering = true;

    /// <summary>The answer was sent: what the handler did meanwhile follows.</summary>
    internal void EndAnswer()
    {
        _answering = false;
        SendDue();
        OfferRoom();
    }

    internal void SendReply(bool granted) => ChannelMessages.Send(
        _transport,
        granted ? MessageNumber.SSH_MSG_CHANNEL_SUCCESS : MessageNumber.SSH_MSG_CHANNEL_FAILURE,
        _recipient);

    /// <summary>Calls WriteReady if it is owed and would find room.</summary>
    internal void OfferRoom()
    {
        if (WantsRoom && Room > 0)
        {
            WantsRoom = false;
            Handler.WriteReady();
        }
    }

    internal void WindowAdjusted(uint count)
    {
        _send.Grow(count);
        OfferRoom();
    }

    /// <summary>Data of the client, of either kind, counted against the window.</summary>
    /// <param name="wanted">False: nobody takes it, so it is granted again.</param>
    internal void Received(ReadOnlySpan<byte> data, bool wanted)
    {
        if (_eofReceived)
        {
            throw SshProtocolException.Protocol("data after SSH_MSG_CHANNEL_EOF");
        }

        if (data.Length > MaxPacket)
        {
            throw SshProtocolException.Protocol($"{data.Length} bytes of data for a maximum packet of {MaxPacket}");
        }

        _receive.Receive(data.Length);
        if (wanted && !_closeSent && !_closeDue)
        {
            Handler.Data(data);
        }
        else
        {
            Consumed(data.Length);
        }
    }

    internal void EofReceived()
    {
        if (_eofReceived)
        {
            throw SshProtocolException.Protocol("a second SSH_MSG_CHANNEL_EOF");
        }

        _eofReceived = true;
        if (!_closeSent)
        {
            Handler.Eof();
        }
    }

    /// <summary>The client's SSH_MSG_CHANNEL_CLOSE, or the connection is lost.</summary>
    internal void Gone(bool answer)
    {
        _gone = true;
        if (answer && !_closeSent)
        {
            _closeSent = true;
            ChannelMessages.Send(_transport, MessageNumber.SSH_MSG_CHANNEL_CLOSE, _recipient);
        }

        Handler.Closed();
    }

    private void SendDue()
    {
        if (_answering || _gone || _closeSent)
        {
            return;
        }

        if (_exitStatus is { } status)
        {
            _exitStatus = null;
            ChannelMessages.SendExitStatus(_transport, _recipient, status);
        }

        if (_eofDue)
        {
            _eofDue = false;
            _eofSent = true;
            ChannelMessages.Send(_transport, MessageNumber.SSH_MSG_CHANNEL_EOF, _recipient);
        }

        if (_closeDue)
        {
            _closeDue = false;
            _closeSent = true;
            ChannelMessages.Send(_transport, MessageNumber.SSH_MSG_CHANNEL_CLOSE, _recipient);
        }
    }

    private void WriteHeader(Span<byte> payload, int count)
    {
        payload[0] = (byte)MessageNumber.SSH_MSG_CHANNEL_DATA;
        BinaryPrimitives.WriteUInt32BigEndian(payload[1..], _recipient);
        BinaryPrimitives.WriteUInt32BigEndian(payload[5..], (uint)count);
    }
}
