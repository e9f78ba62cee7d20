using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Transport;

/// <summary>
/// The transport layer protocol, RFC 4253, as the layers above see it: messages in, messages out, and waiting. What is
/// the transport's own (1 to 49) is dealt with here, key re-exchange included.
/// </summary>
sealed class TransportLayer : IDisposable
{
    /// <summary>Bytes of answers waiting to leave above which nothing more is received.</summary>
    public const int ReplyLimit = 2 * OutputFlow.DataLimit;

    /// <summary>Packets after which new keys are due, well before the sequence number wraps.</summary>
    private const long MaxPackets = 1L << 31;

    // What a client that is being disconnected has to read the rest.
    private static readonly TimeSpan s_linger = TimeSpan.FromSeconds(2);

    private readonly PipeReader _input;
    private readonly PipeWriter _writer;
    private readonly SshServerOptions _options;
    private readonly OutputFlow _flow;
    private readonly PacketOpener _opener = new();
    private readonly KeyExchange _keyExchange;
    private ReadOnlySequence<byte> _buffer;
    private SshProtocolException? _abort;
    private TaskCompletionSource? _aborted;
    private bool _reading;
    private bool _ended;
    private bool _stoppedEarly;
    private bool _extInfoAllowed;

    public TransportLayer(IDuplexPipe pipe, SshServerOptions options, SynchronizationContext context)
    {
        _input = pipe.Input;
        _writer = pipe.Output;
        _options = options;
        _flow = new OutputFlow(pipe.Output, context)
        {
            Lost = text => Abort(Lost(text)),
        };
        Output = new PacketOutput(pipe.Output, _flow);
        _keyExchange = new KeyExchange(_opener, Output, options);
    }

    public PacketOutput Output { get; }

    /// <summary>The exchange hash of the first key exchange.</summary>
    public ReadOnlySpan<byte> SessionId => _keyExchange.SessionId;

    /// <summary>Set by the layer whose user is in: from now on keys are renewed.</summary>
    public bool RenewsKeys { get; set; }

    /// <summary>Called when data may be sent again.</summary>
    public Action? RoomMade
    {
        set => _flow.RoomMade = value;
    }

    /// <summary>Sends our identification and SSH_MSG_KEXINIT, and receives the client's identification.</summary>
    public async Task ExchangeIdentificationAsync()
    {
        byte[] ours = IdentificationString.Make(_options.SoftwareVersion);
        _writer.Write(ours);
        _writer.Write("\r\n"u8);
        _flow.Wrote(ours.Length + 2);
        _keyExchange.ServerIdentification = ours;
        _keyExchange.Start();

        byte[]? theirs = null;
        while ((theirs = IdentificationString.TryRead(ref _buffer)) is null)
        {
            await WaitAsync();
        }

        _keyExchange.ClientIdentification = theirs;
    }

    /// <summary>Runs the first key exchange.</summary>
    public async Task ExchangeKeysAsync()
    {
        while (_keyExchange.IsFirst)
        {
            if (!TryReceiveOne(out ReadOnlySpan<byte> payload))
            {
                await WaitAsync();
            }
            else if (payload.Length > 0)
            {
                throw SshProtocolException.Protocol($"message {payload[0]} before the first keys");
            }
        }
    }

    /// <summary>
    /// The next message for the layers above, valid until the next call. False: none is complete, so
    /// <see cref="WaitAsync"/> is due.
    /// </summary>
    public bool TryReceive(out ReadOnlySpan<byte> payload)
    {
        while (TryReceiveOne(out payload))
        {
            if (payload.Length > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Flushes what the last messages gave rise to and waits for more of the client's bytes.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask WaitAsync()
    {
        EndReading();
        if (_keyExchange.Computing is { } computing)
        {
            await computing;
            _keyExchange.TakeAnswer();
            RenewKeysIfDue();
        }

        while (Output.Backlog > ReplyLimit && _abort is null)
        {
            _aborted ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await Task.WhenAny(_flow.DrainedAsync(), _aborted.Task);
        }

        ThrowIfAborted();
        if (_ended && !_stoppedEarly)
        {
            throw Lost("the client closed the connection");
        }

        _reading = true;
        try
        {
            ReadResult read = await _input.ReadAsync();
            _buffer = read.Buffer;
            _ended = read.IsCompleted;
        }
        catch (IOException e)
        {
            throw Lost(e.Message);
        }

        _flow.InBatch = true;
        ThrowIfAborted();
    }

    /// <summary>Sends a message.</summary>
    public void Send(ReadOnlySpan<byte> payload)
    {
        Output.Send(payload);
        Sent();
    }

    /// <summary>To be called after a packet was committed to <see cref="Output"/>.</summary>
    public void Sent()
    {
        RenewKeysIfDue();
        if (Output.HeldLength > ReplyLimit)
        {
            Abort(SshProtocolException.Protocol("the client does not answer the key exchange"));
        }
    }

    /// <summary>Wipes the message received last, because it contains a secret.</summary>
    public void WipeLast() => _opener.WipeLast();

    /// <summary>Answers a message that this server does not know, RFC 4253 section 11.4.</summary>
    public void SendUnimplemented()
    {
        Span<byte> payload = stackalloc byte[5];
        var writer = new SshWriter(payload);
        writer.Write(MessageNumber.SSH_MSG_UNIMPLEMENTED);
        writer.WriteUInt32(_opener.Sequence - 1);
        Send(writer.Written);
    }

    /// <summary>Ends the connection from outside the flow of messages; whoever waits is woken.</summary>
    public void Abort(SshProtocolException why)
    {
        _abort ??= why;
        _aborted?.TrySetResult();
        if (_reading)
        {
            _input.CancelPendingRead();
        }
    }

    /// <summary>Tells the client why it is over if it can still hear it, and completes the pipe.</summary>
    public async Task EndAsync(SshProtocolException why)
    {
        if (!why.FromPeer && !_flow.IsLost)
        {
            SendDisconnect(why);
            _flow.InBatch = false;
            Task drained = _flow.DrainedAsync();
            await drained.WaitAsync(s_linger, _options.Time).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }

        bool complete = _flow.Pending == 0 && !_flow.IsLost;
        _flow.GiveUp();
        _opener.Release();
        _buffer = default;
        await _input.CompleteAsync();
        await _writer.CompleteAsync(complete ? null : new IOException("the connection ended before all was sent"));
    }

    public void Dispose()
    {
        _keyExchange.Dispose();
        _opener.Dispose();
        Output.Dispose();
    }

    // True with an empty payload: the message was the transport's own.
    private bool TryReceiveOne(out ReadOnlySpan<byte> payload)
    {
        ThrowIfAborted();
        _stoppedEarly = _keyExchange.Computing is not null || Output.Backlog > ReplyLimit;
        payload = default;
        return !_stoppedEarly && _opener.TryOpen(ref _buffer, out payload) && Dispatch(ref payload);
    }

    private bool Dispatch(ref ReadOnlySpan<byte> payload)
    {
        var message = (MessageNumber)payload[0];
        bool extInfoAllowed = _extInfoAllowed;
        _extInfoAllowed = false;
        if (message == MessageNumber.SSH_MSG_DISCONNECT)
        {
            throw Disconnected(payload);
        }

        if (message is >= MessageNumber.SSH_MSG_KEXINIT and < MessageNumber.SSH_MSG_USERAUTH_REQUEST)
        {
            bool first = _keyExchange.IsFirst;
            _keyExchange.Receive(payload);
            _extInfoAllowed = first && !_keyExchange.IsFirst;
            payload = default;
            RenewKeysIfDue();
            return true;
        }

        bool small = message is MessageNumber.SSH_MSG_IGNORE or MessageNumber.SSH_MSG_DEBUG
            or MessageNumber.SSH_MSG_UNIMPLEMENTED;
        if ((_keyExchange.IsFirst || _keyExchange.ClientIsExchanging) && (!small || StrictlyFirst))
        {
            throw SshProtocolException.Protocol($"message {payload[0]} during the key exchange");
        }

        if (small || (message == MessageNumber.SSH_MSG_EXT_INFO && extInfoAllowed))
        {
            payload = default;
        }
        else if (message is MessageNumber.SSH_MSG_EXT_INFO or MessageNumber.SSH_MSG_SERVICE_ACCEPT)
        {
            throw SshProtocolException.Protocol($"message {payload[0]} is not expected from a client");
        }
        else if (message is < MessageNumber.SSH_MSG_KEXINIT and not MessageNumber.SSH_MSG_SERVICE_REQUEST)
        {
            SendUnimplemented();
            payload = default;
        }

        RenewKeysIfDue();
        return true;
    }

    private bool StrictlyFirst => _keyExchange.IsFirst && _keyExchange.IsStrict;

    private void RenewKeysIfDue()
    {
        if (!RenewsKeys || _keyExchange.IsRunning)
        {
            return;
        }

        PacketSealer sealer = Output.Sealer;
        if (sealer.Bytes >= _options.RekeyBytes || _opener.Bytes >= _options.RekeyBytes
            || sealer.Packets >= MaxPackets || _opener.Packets >= MaxPackets
            || _options.Time.GetElapsedTime(_keyExchange.KeysSince) >= _options.RekeyInterval)
        {
            _keyExchange.Start();
        }
    }

    private void EndReading()
    {
        _opener.Release();
        if (_reading)
        {
            _reading = false;
            _input.AdvanceTo(_buffer.Start, _stoppedEarly ? _buffer.Start : _buffer.End);
            _buffer = default;
        }

        _flow.EndBatch();
    }

    private void ThrowIfAborted()
    {
        if (_abort is not null)
        {
            throw _abort;
        }
    }

    private static SshProtocolException Lost(string text) =>
        new(DisconnectReason.ConnectionLost, text) { FromPeer = true };

    private static SshProtocolException Disconnected(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload);
        reader.ReadMessageNumber();
        var reason = (DisconnectReason)reader.ReadUInt32();
        return new SshProtocolException(reason, reader.ReadText(1024)) { FromPeer = true };
    }

    private void SendDisconnect(SshProtocolException why)
    {
        const int LongestText = 256;
        Span<byte> payload = stackalloc byte[LongestText + 16];
        string text = why.Message.Length <= LongestText / 4 ? why.Message : why.Message[..(LongestText / 4)];
        var writer = new SshWriter(payload);
        writer.Write(MessageNumber.SSH_MSG_DISCONNECT);
        writer.WriteUInt32((uint)why.Reason);
        writer.WriteString(text);
        writer.WriteString([]);
        Output.Send(writer.Written);
    }
}
