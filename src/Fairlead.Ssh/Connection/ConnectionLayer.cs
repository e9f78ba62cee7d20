using Fairlead.Ssh.Transport;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Connection;

/// <summary>The connection protocol, RFC 4254: sends each message of the client to the
/// channel that it is for.</summary>
sealed class ConnectionLayer
{
    private readonly TransportLayer _transport;
    private readonly SshServerOptions _options;
    private readonly ISshConnectionHandler _handler;
    private readonly ChannelTable _channels;
    private readonly GlobalRequests _globalRequests;

    public ConnectionLayer(TransportLayer transport, SshServerOptions options, ISshConnectionHandler handler)
    {
        _transport = transport;
        _options = options;
        _handler = handler;
        _channels = new ChannelTable(options.MaxChannels);
        _globalRequests = new GlobalRequests(transport);
        transport.RoomMade = _channels.OfferRoom;
    }

    /// <summary>Runs until the connection is over, which is an
    /// <see cref="SshProtocolException"/> that says why.</summary>
    public async Task RunAsync()
    {
        while (true)
        {
            while (_transport.TryReceive(out ReadOnlySpan<byte> payload))
            {
                Receive(payload);
            }

            await _transport.WaitAsync();
        }
    }

    /// <summary>The connection is over: every channel is told.</summary>
    public void LoseChannels() => _channels.LoseAll();

    private void Receive(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload);
        MessageNumber message = reader.ReadMessageNumber();
        switch (message)
        {
            case MessageNumber.SSH_MSG_CHANNEL_DATA:
                ReceiveData(ref reader);
                break;
            case MessageNumber.SSH_MSG_CHANNEL_WINDOW_ADJUST:
                ReceiveWindowAdjust(ref reader);
                break;
            case MessageNumber.SSH_MSG_CHANNEL_REQUEST:
                ReceiveRequest(ref reader);
                break;
            case MessageNumber.SSH_MSG_CHANNEL_EXTENDED_DATA:
                ReceiveExtendedData(ref reader);
                break;
            case MessageNumber.SSH_MSG_CHANNEL_EOF:
                ReadChannel(ref reader).Channel.EofReceived();
                break;
            case MessageNumber.SSH_MSG_CHANNEL_CLOSE:
                ReceiveClose(ref reader);
                break;
            case MessageNumber.SSH_MSG_CHANNEL_OPEN:
                ReceiveOpen(ref reader);
                break;
            case MessageNumber.SSH_MSG_GLOBAL_REQUEST:
                _globalRequests.Receive(ref reader);
                break;
            case MessageNumber.SSH_MSG_USERAUTH_REQUEST:
                // RFC 4252 section 5.1: ignored after the success, which may have crossed it.
                break;
            case MessageNumber.SSH_MSG_SERVICE_REQUEST:
            case >= MessageNumber.SSH_MSG_USERAUTH_FAILURE and <= MessageNumber.SSH_MSG_USERAUTH_BANNER:
            case MessageNumber.SSH_MSG_USERAUTH_PK_OK:
            case MessageNumber.SSH_MSG_REQUEST_SUCCESS or MessageNumber.SSH_MSG_REQUEST_FAILURE:
            case MessageNumber.SSH_MSG_CHANNEL_OPEN_CONFIRMATION or MessageNumber.SSH_MSG_CHANNEL_OPEN_FAILURE:
            case MessageNumber.SSH_MSG_CHANNEL_SUCCESS or MessageNumber.SSH_MSG_CHANNEL_FAILURE:
                throw SshProtocolException.Protocol($"message {payload[0]} answers nothing that was asked");
            default:
                _transport.SendUnimplemented();
                break;
        }
    }

    private void ReceiveData(ref SshReader reader)
    {
        OpenChannel to = _channels.Get(reader.ReadUInt32());
        ReadOnlySpan<byte> data = reader.ReadString();
        reader.ExpectEnd();
        to.Channel.Received(data, wanted: to.Requests.IsStarted);
    }

    private void ReceiveExtendedData(ref SshReader reader)
    {
        OpenChannel to = _channels.Get(reader.ReadUInt32());
        reader.ReadUInt32();
        ReadOnlySpan<byte> data = reader.ReadString();
        reader.ExpectEnd();
        to.Channel.Received(data, wanted: false);
    }

    private void ReceiveWindowAdjust(ref SshReader reader)
    {
        OpenChannel to = _channels.Get(reader.ReadUInt32());
        uint count = reader.ReadUInt32();
        reader.ExpectEnd();
        to.Channel.WindowAdjusted(count);
    }

    private void ReceiveClose(ref SshReader reader)
    {
        uint number = reader.ReadUInt32();
        reader.ExpectEnd();
        OpenChannel channel = _channels.Get(number);
        _channels.Remove(number);
        channel.Channel.Gone(answer: true);
    }

    private void ReceiveRequest(ref SshReader reader)
    {
        OpenChannel to = _channels.Get(reader.ReadUInt32());
        ReadOnlySpan<byte> type = reader.ReadString();
        bool wantReply = reader.ReadBoolean();
        if (to.Channel.IsCloseSent)
        {
            return;
        }

        to.Channel.BeginAnswer();
        bool granted = to.Requests.Receive(type, ref reader);
        if (wantReply)
        {
            to.Channel.SendReply(granted);
        }

        to.Channel.EndAnswer();
    }

    private void ReceiveOpen(ref SshReader reader)
    {
        ChannelOpen open = ChannelOpen.Read(ref reader);
        if (!open.ChannelType.SequenceEqual("session"u8))
        {
            Refuse(open, IsForwarding(open.ChannelType)
                ? OpenFailure.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED
                : OpenFailure.SSH_OPEN_UNKNOWN_CHANNEL_TYPE, "only sessions can be opened");
            return;
        }

        reader.ExpectEnd();
        if (open.MaximumPacketSize == 0)
        {
            throw SshProtocolException.Protocol("maximum packet size is 0");
        }

        OpenSession(open);
    }

    private void OpenSession(in ChannelOpen open)
    {
        if (_globalRequests.NoMoreSessions)
        {
            Refuse(open, OpenFailure.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED, "no more sessions were promised");
            return;
        }

        if (_channels.Free() is not { } number)
        {
            Refuse(open, OpenFailure.SSH_OPEN_RESOURCE_SHORTAGE, $"{_options.MaxChannels} channels are open");
            return;
        }

        var channel = new SshChannel(_transport, open, _options.ChannelWindow);
        ISshChannelHandler? handler = _handler.OpenSession(channel, out string refusal);
        if (handler is null)
        {
            Refuse(open, OpenFailure.SSH_OPEN_ADMINISTRATIVELY_PROHIBITED, refusal);
            return;
        }

        channel.Opened(handler);
        _channels.Add(number, new OpenChannel(channel, new ChannelRequests(handler)));
        ChannelMessages.SendOpenConfirmation(
            _transport, open.SenderChannel, number, (uint)_options.ChannelWindow, SshChannel.MaxPacket);
        channel.EndAnswer();
    }

    private void Refuse(in ChannelOpen open, OpenFailure reason, string text) =>
        ChannelMessages.SendOpenFailure(_transport, open.SenderChannel, reason, text);

    private OpenChannel ReadChannel(ref SshReader reader)
    {
        OpenChannel channel = _channels.Get(reader.ReadUInt32());
        reader.ExpectEnd();
        return channel;
    }

    // Known types that this server has no use for, as distinct from unknown ones.
    private static bool IsForwarding(ReadOnlySpan<byte> type) =>
        type.SequenceEqual("direct-tcpip"u8) || type.SequenceEqual("forwarded-tcpip"u8)
        || type.SequenceEqual("x11"u8) || type.SequenceEqual("auth-agent@openssh.com"u8)
        || type.SequenceEqual("tun@openssh.com"u8) || type.SequenceEqual("direct-streamlocal@openssh.com"u8);
}
