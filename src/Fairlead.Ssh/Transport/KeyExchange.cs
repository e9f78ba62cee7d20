using System.Security.Cryptography;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Transport;

/// <summary>
/// Key exchange and re-exchange, RFC 4253 sections 7 and 9: a machine that is given the messages 20 to 49 and puts new
/// ciphers into the two halves of the binary packet protocol.
/// </summary>
sealed class KeyExchange(PacketOpener opener, PacketOutput output, SshServerOptions options) : IDisposable
{
    private const string StrictServer = "kex-strict-s-v00@openssh.com";

    private Step _step = Step.Idle;
    private byte[]? _serverInit;
    private byte[]? _clientInit;
    private byte[]? _clientPublic;
    private Negotiated? _agreed;
    private IPacketCipher? _nextIncoming;
    private Task<KeyExchangeAnswer>? _computing;
    private bool _strict;
    private bool _clientWantsExtInfo;

    private enum Step
    {
        Idle,
        ExpectWrongGuess,
        ExpectInit,
        Computing,
        ExpectNewKeys,
    }

    /// <summary>V_C and V_S: the identification strings without CR LF.</summary>
    public byte[] ClientIdentification { get; set; } = [];

    public byte[] ServerIdentification { get; set; } = [];

    /// <summary>The exchange hash of the first key exchange; empty before.</summary>
    public byte[] SessionId { get; private set; } = [];

    /// <summary>Until both directions have their first keys.</summary>
    public bool IsFirst { get; private set; } = true;

    /// <summary>Both sides promised that nothing but key exchange happens before the first keys.</summary>
    public bool IsStrict => _strict;

    /// <summary>The client has begun, and may send nothing else until its SSH_MSG_NEWKEYS.</summary>
    public bool ClientIsExchanging => _step != Step.Idle;

    /// <summary>Between our SSH_MSG_KEXINIT and our SSH_MSG_NEWKEYS, or the client's.</summary>
    public bool IsRunning => _serverInit is not null || _step != Step.Idle;

    /// <summary>A computation that must be awaited, then taken with <see cref="TakeAnswer"/>; or null.</summary>
    public Task? Computing => _computing;

    /// <summary>When the present keys came into use.</summary>
    public long KeysSince { get; private set; }

    /// <summary>Sends our SSH_MSG_KEXINIT unless that was done.</summary>
    public void Start()
    {
        if (_serverInit is not null)
        {
            return;
        }

        IEnumerable<string> kex = Algorithms.KeyExchangeNames;
        _serverInit = KexInit.Make(
            IsFirst ? kex.Append(StrictServer) : kex,
            options.HostKeys.SelectMany(static k => k.SignatureAlgorithms),
            Algorithms.CipherNames,
            Algorithms.MacNames);
        output.Send(_serverInit);
        output.Hold();
    }

    /// <summary>Takes a message of the numbers 20 to 49.</summary>
    public void Receive(ReadOnlySpan<byte> payload)
    {
        var message = (MessageNumber)payload[0];
        switch (message, _step)
        {
            case (MessageNumber.SSH_MSG_KEXINIT, Step.Idle):
                ReceiveInit(payload);
                break;
            case ( >= MessageNumber.SSH_MSG_KEX_ECDH_INIT, Step.ExpectWrongGuess):
                _step = Step.ExpectInit;
                break;
            case (MessageNumber.SSH_MSG_KEX_ECDH_INIT, Step.ExpectInit):
                ReceivePublic(payload);
                break;
            case (MessageNumber.SSH_MSG_NEWKEYS, Step.ExpectNewKeys):
                ReceiveNewKeys(payload);
                break;
            default:
                throw SshProtocolException.Protocol($"message {payload[0]} out of order in the key exchange");
        }
    }

    /// <summary>Goes on after <see cref="Computing"/> is complete.</summary>
    public void TakeAnswer()
    {
        KeyExchangeAnswer answer = _computing!.GetAwaiter().GetResult();
        _computing = null;
        Answer(answer);
    }

    public void Dispose() => _nextIncoming?.Dispose();

    private void ReceiveInit(ReadOnlySpan<byte> payload)
    {
        KexInit client = KexInit.Read(payload);
        if (IsFirst)
        {
            _strict = NameList.Contains(client.KexAlgorithms, "kex-strict-c-v00@openssh.com"u8);
            _clientWantsExtInfo = NameList.Contains(client.KexAlgorithms, "ext-info-c"u8);
            if (_strict && opener.Sequence != 1)
            {
                throw SshProtocolException.Protocol(
                    "SSH_MSG_KEXINIT is not the first message of a strict key exchange");
            }
        }

        _agreed = Negotiation.Negotiate(client, options.HostKeys);
        _clientInit = payload.ToArray();
        Start();
        _step = _agreed.GuessIsWrong ? Step.ExpectWrongGuess : Step.ExpectInit;
    }

    private void ReceivePublic(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload);
        reader.ReadMessageNumber();
        _clientPublic = reader.ReadString().ToArray();
        reader.ExpectEnd();
        _step = Step.Computing;
        ValueTask<KeyExchangeAnswer> answer = _agreed!.KeyExchange.AnswerAsync(_clientPublic);
        if (answer.IsCompleted)
        {
            Answer(answer.GetAwaiter().GetResult());
        }
        else
        {
            _computing = answer.AsTask();
        }
    }

    private void Answer(KeyExchangeAnswer answer)
    {
        Negotiated agreed = _agreed!;
        byte[] exchangeHash = ExchangeHash(agreed, answer);
        byte[] signature = agreed.HostKey.Sign(agreed.HostKeyAlgorithm, exchangeHash);
        bool first = SessionId.Length == 0;
        if (first)
        {
            SessionId = exchangeHash;
        }

        SendReply(agreed.HostKey.PublicKey.Span, answer.ServerPublic, signature);
        output.Send([(byte)MessageNumber.SSH_MSG_NEWKEYS]);
        HashAlgorithmName hash = agreed.KeyExchange.Hash;
        output.Sealer.Use(MakeCipher(agreed.ServerToClient, hash, answer, exchangeHash, "BDF"), _strict);
        _nextIncoming = MakeCipher(agreed.ClientToServer, hash, answer, exchangeHash, "ACE");
        CryptographicOperations.ZeroMemory(answer.SharedSecret);
        KeysSince = options.Time.GetTimestamp();
        _serverInit = null;
        _clientInit = null;
        _clientPublic = null;
        _agreed = null;
        _step = Step.ExpectNewKeys;
        if (first && _clientWantsExtInfo)
        {
            ExtInfo.Send(output);
        }

        output.Resume();
    }

    private void ReceiveNewKeys(ReadOnlySpan<byte> payload)
    {
        var reader = new SshReader(payload);
        reader.ReadMessageNumber();
        reader.ExpectEnd();
        opener.Use(_nextIncoming!, _strict);
        _nextIncoming = null;
        _step = Step.Idle;
        IsFirst = false;
    }

    private void SendReply(ReadOnlySpan<byte> hostKey, ReadOnlySpan<byte> serverPublic, ReadOnlySpan<byte> signature)
    {
        byte[] reply = new byte[1 + 4 + hostKey.Length + 4 + serverPublic.Length + 4 + signature.Length];
        var writer = new SshWriter(reply);
        writer.Write(MessageNumber.SSH_MSG_KEX_ECDH_REPLY);
        writer.WriteString(hostKey);
        writer.WriteString(serverPublic);
        writer.WriteString(signature);
        output.Send(reply);
    }

    // RFC 5656 section 4; with curve25519 the values are strings as well (RFC 8731 section 3).
    private byte[] ExchangeHash(Negotiated agreed, KeyExchangeAnswer answer)
    {
        using var hash = IncrementalHash.CreateHash(agreed.KeyExchange.Hash);
        AppendString(hash, ClientIdentification);
        AppendString(hash, ServerIdentification);
        AppendString(hash, _clientInit);
        AppendString(hash, _serverInit);
        AppendString(hash, agreed.HostKey.PublicKey.Span);
        AppendString(hash, _clientPublic);
        AppendString(hash, answer.ServerPublic);
        hash.AppendData(answer.SharedSecret);
        return hash.GetHashAndReset();
    }

    private static void AppendString(IncrementalHash hash, ReadOnlySpan<byte> bytes)
    {
        Span<byte> length = stackalloc byte[4];
        new SshWriter(length).WriteUInt32((uint)bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }

    // The letters of RFC 4253 section 7.2: initial IV, encryption key, integrity key.
    private IPacketCipher MakeCipher(
        PacketProtection with, HashAlgorithmName hash, KeyExchangeAnswer answer, byte[] exchangeHash, string letters)
    {
        Span<byte> iv = stackalloc byte[with.Cipher.IvLength];
        Span<byte> key = stackalloc byte[with.Cipher.KeyLength];
        Span<byte> mac = stackalloc byte[with.Mac?.Length ?? 0];
        KeyDerivation.Derive(hash, answer.SharedSecret, exchangeHash, letters[0], SessionId, iv);
        KeyDerivation.Derive(hash, answer.SharedSecret, exchangeHash, letters[1], SessionId, key);
        KeyDerivation.Derive(hash, answer.SharedSecret, exchangeHash, letters[2], SessionId, mac);
        IPacketCipher made = with.Cipher.Create(key, iv, with.Mac, mac);
        CryptographicOperations.ZeroMemory(iv);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(mac);
        return made;
    }
}
