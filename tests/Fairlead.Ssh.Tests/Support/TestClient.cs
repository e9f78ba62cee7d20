using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Fairlead.Ssh.Transport;
using Fairlead.Ssh.UserAuth;
using Fairlead.Ssh.Wire;
using Org.BouncyCastle.Math.EC.Rfc7748;

namespace Fairlead.Ssh.Tests.Support;

/// <summary>A client that can be told to misbehave: it does what a test says and nothing by itself.</summary>
sealed class TestClient(IDuplexPipe pipe) : IDisposable
{
    private readonly PacketOpener _opener = new();
    private readonly PacketSealer _sealer = new();
    private byte[] _serverIdentification = [];
    private byte[] _privateKey = [];
    private byte[] _publicKey = [];
    private byte[] _clientInit = [];

    public byte[] SessionId { get; private set; } = [];

    public string Kex { get; set; } = "curve25519-sha256,ext-info-c,kex-strict-c-v00@openssh.com";

    public string Cipher { get; set; } = "aes256-gcm@openssh.com";

    public string Mac { get; set; } = "hmac-sha2-256-etm@openssh.com";

    private bool IsStrict => Kex.Contains("kex-strict-c-v00", StringComparison.Ordinal);

    public delegate void Build(ref SshWriter writer);

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes) => await pipe.Output.WriteAsync(bytes);

    public static byte[] Payload(MessageNumber number, Build? build = null)
    {
        byte[] payload = new byte[70_000];
        var writer = new SshWriter(payload);
        writer.Write(number);
        build?.Invoke(ref writer);
        return writer.Written.ToArray();
    }

    public Task SendAsync(MessageNumber number, Build? build = null) => SendAsync(Payload(number, build));

    public async Task SendAsync(byte[] payload)
    {
        Put(payload);
        await pipe.Output.FlushAsync();
    }

    /// <summary>Seals a message without flushing, so that several arrive together.</summary>
    public void Put(byte[] payload)
    {
        int total = BinaryPacket.TotalLength(payload.Length, _sealer.Cipher);
        Span<byte> packet = pipe.Output.GetSpan(total);
        payload.CopyTo(packet[BinaryPacket.HeaderLength..]);
        pipe.Output.Advance(_sealer.Seal(packet, payload.Length));
    }

    /// <summary>The next message, or null if the server closed the connection.</summary>
    public async Task<byte[]?> ReceiveAsync()
    {
        while (true)
        {
            ReadResult read = await pipe.Input.ReadAsync();
            ReadOnlySequence<byte> buffer = read.Buffer;
            byte[]? payload = _opener.TryOpen(ref buffer, out ReadOnlySpan<byte> opened) ? opened.ToArray() : null;
            pipe.Input.AdvanceTo(buffer.Start, payload is null ? buffer.End : buffer.Start);
            if (payload is not null || read.IsCompleted)
            {
                return payload;
            }
        }
    }

    /// <summary>The next message, which must be of this kind; EXT_INFO and banners are passed over.</summary>
    public async Task<byte[]> ExpectAsync(MessageNumber number)
    {
        while (true)
        {
            byte[]? payload = await ReceiveAsync();
            Assert.NotNull(payload);
            var got = (MessageNumber)payload[0];
            if (got == number)
            {
                return payload;
            }

            Assert.True(
                got is MessageNumber.SSH_MSG_EXT_INFO or MessageNumber.SSH_MSG_USERAUTH_BANNER,
                $"expected {number}, got {got}");
        }
    }

    /// <summary>Reads until the server disconnects; returns the reason, or null if it just closed.</summary>
    public async Task<DisconnectReason?> ReadToEndAsync()
    {
        while (await ReceiveAsync() is { } payload)
        {
            if (payload[0] == (byte)MessageNumber.SSH_MSG_DISCONNECT)
            {
                return (DisconnectReason)payload[4];
            }
        }

        return null;
    }

    public async Task ExchangeIdentificationAsync()
    {
        await SendRawAsync("SSH-2.0-Test_1.0 comment\r\n"u8.ToArray());
        while (true)
        {
            ReadResult read = await pipe.Input.ReadAsync();
            ReadOnlySequence<byte> buffer = read.Buffer;
            byte[]? line = IdentificationString.TryRead(ref buffer);
            pipe.Input.AdvanceTo(buffer.Start, line is null ? buffer.End : buffer.Start);
            if (line is not null)
            {
                _serverIdentification = line;
                return;
            }
        }
    }

    public byte[] MakeKexInit(bool follows = false)
    {
        byte[] init = KexInit.Make(Kex.Split(','), ["ssh-ed25519"], [Cipher], [Mac]);
        init[^5] = follows ? (byte)1 : (byte)0;
        return init;
    }

    public async Task SendKexInitAsync()
    {
        _clientInit = MakeKexInit();
        await SendAsync(_clientInit);
    }

    public async Task SendEcdhInitAsync()
    {
        _privateKey = RandomNumberGenerator.GetBytes(32);
        _publicKey = new byte[32];
        X25519.ScalarMultBase(_privateKey, 0, _publicKey, 0);
        await SendAsync(MessageNumber.SSH_MSG_KEX_ECDH_INIT, (ref SshWriter w) => w.WriteString(_publicKey));
    }

    /// <summary>Everything from SSH_MSG_KEXINIT to the new keys.</summary>
    public async Task ExchangeKeysAsync()
    {
        await SendKexInitAsync();
        byte[] serverInit = await ExpectAsync(MessageNumber.SSH_MSG_KEXINIT);
        await FinishKeysAsync(serverInit);
    }

    /// <summary>The rest, after both SSH_MSG_KEXINIT.</summary>
    public async Task FinishKeysAsync(byte[] serverInit)
    {
        await SendEcdhInitAsync();
        byte[] reply = await ExpectAsync(MessageNumber.SSH_MSG_KEX_ECDH_REPLY);
        await ExpectAsync(MessageNumber.SSH_MSG_NEWKEYS);
        (byte[] hash, byte[] secret) = Agree(serverInit, reply);
        SessionId = SessionId.Length == 0 ? hash : SessionId;
        _opener.Use(MakeCipher(hash, secret, "BDF"), IsStrict);
        await SendAsync(MessageNumber.SSH_MSG_NEWKEYS);
        _sealer.Use(MakeCipher(hash, secret, "ACE"), IsStrict);
    }

    public async Task ConnectAsync()
    {
        await ExchangeIdentificationAsync();
        await ExchangeKeysAsync();
    }

    public async Task LogInAsync()
    {
        await ConnectAsync();
        await RequestUserAuthAsync();
        await SendPasswordAsync("alice", EchoHandler.Password);
        await ExpectAsync(MessageNumber.SSH_MSG_USERAUTH_SUCCESS);
    }

    public async Task RequestUserAuthAsync()
    {
        await SendAsync(MessageNumber.SSH_MSG_SERVICE_REQUEST, (ref SshWriter w) => w.WriteString("ssh-userauth"u8));
        await ExpectAsync(MessageNumber.SSH_MSG_SERVICE_ACCEPT);
    }

    public Task SendPasswordAsync(string user, string password) =>
        SendAsync(MessageNumber.SSH_MSG_USERAUTH_REQUEST, (ref SshWriter w) =>
        {
            w.WriteString(user);
            w.WriteString("ssh-connection"u8);
            w.WriteString("password"u8);
            w.WriteBoolean(false);
            w.WriteString(password);
        });

    public Task SendOpenAsync(
        uint sender = 5, uint window = 1 << 20, uint maxPacket = 32768, string type = "session") =>
        SendAsync(MessageNumber.SSH_MSG_CHANNEL_OPEN, (ref SshWriter w) =>
        {
            w.WriteString(type);
            w.WriteUInt32(sender);
            w.WriteUInt32(window);
            w.WriteUInt32(maxPacket);
        });

    public static byte[] Request(string type, Build? build = null, uint channel = 0) =>
        Payload(MessageNumber.SSH_MSG_CHANNEL_REQUEST, (ref SshWriter w) =>
        {
            w.WriteUInt32(channel);
            w.WriteString(type);
            w.WriteBoolean(true);
            build?.Invoke(ref w);
        });

    public static byte[] Data(ReadOnlySpan<byte> data, uint channel = 0)
    {
        byte[] copy = data.ToArray();
        return Payload(MessageNumber.SSH_MSG_CHANNEL_DATA, (ref SshWriter w) =>
        {
            w.WriteUInt32(channel);
            w.WriteString(copy);
        });
    }

    /// <summary>Opens a session and starts an exec command on it.</summary>
    public async Task StartAsync(string command = "echo", uint window = 1 << 20, uint maxPacket = 32768)
    {
        await SendOpenAsync(window: window, maxPacket: maxPacket);
        await ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_OPEN_CONFIRMATION);
        await SendAsync(Request("exec", (ref SshWriter w) => w.WriteString(command)));
        await ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_SUCCESS);
    }

    public void Dispose()
    {
        _opener.Dispose();
        _sealer.Dispose();
    }

    private (byte[] Hash, byte[] Secret) Agree(byte[] serverInit, byte[] reply)
    {
        var reader = new SshReader(reply);
        reader.ReadMessageNumber();
        byte[] hostKey = reader.ReadString().ToArray();
        byte[] serverPublic = reader.ReadString().ToArray();
        byte[] signature = reader.ReadString().ToArray();
        reader.ExpectEnd();
        byte[] shared = new byte[32];
        Assert.True(X25519.CalculateAgreement(_privateKey, 0, serverPublic, 0, shared, 0));
        byte[] buffer = new byte[8192];
        var writer = new SshWriter(buffer);
        writer.WriteUnsignedMpint(shared);
        byte[] secret = writer.Written.ToArray();
        writer = new SshWriter(buffer);
        writer.WriteString("SSH-2.0-Test_1.0 comment"u8);
        writer.WriteString(_serverIdentification);
        writer.WriteString(_clientInit);
        writer.WriteString(serverInit);
        writer.WriteString(hostKey);
        writer.WriteString(_publicKey);
        writer.WriteString(serverPublic);
        writer.WriteBytes(secret);
        byte[] hash = SHA256.HashData(writer.Written);
        Assert.True(SignatureAlgorithms.Verify(new Ed25519Signature(), hostKey, hash, signature));
        return (hash, secret);
    }

    private IPacketCipher MakeCipher(byte[] hash, byte[] secret, string letters)
    {
        CipherAlgorithm cipher = Algorithms.Ciphers.First(c => c.Name == Cipher);
        MacAlgorithm? mac = cipher.IsAead ? null : Algorithms.Macs.First(m => m.Name == Mac);
        return cipher.Create(
            Derive(letters[1], cipher.KeyLength), Derive(letters[0], cipher.IvLength), mac,
            Derive(letters[2], mac?.Length ?? 0));

        byte[] Derive(char letter, int length)
        {
            byte[] key = new byte[length];
            KeyDerivation.Derive(HashAlgorithmName.SHA256, secret, hash, letter, SessionId, key);
            return key;
        }
    }
}
