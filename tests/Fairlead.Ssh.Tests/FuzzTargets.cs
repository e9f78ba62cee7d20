using System.Buffers;
using Fairlead.Ssh.Connection;
using Fairlead.Ssh.Tests.Support;
using Fairlead.Ssh.Transport;
using Fairlead.Ssh.UserAuth;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Tests;

/// <summary>
/// Changed messages through every parser's own door: only <see cref="SshProtocolException"/> may come out. The number
/// of rounds is bounded and the seed fixed, unless FUZZ_ROUNDS and FUZZ_SEED say otherwise.
/// </summary>
public sealed class FuzzTargets
{
    private static readonly SshHostKey s_hostKey = SshHostKey.CreateEd25519();

    private static int Rounds => Number("FUZZ_ROUNDS", 3000);

    private static int Seed => Number("FUZZ_SEED", 20_240_101);

    [Fact]
    public void Kexinit() => Run(
        KexInit.Make(Algorithms.KeyExchangeNames, ["ssh-ed25519"], Algorithms.CipherNames, Algorithms.MacNames),
        static bytes => Negotiation.Negotiate(KexInit.Read(bytes), [s_hostKey]));

    [Fact]
    public void Identification() => Run("SSH-2.0-OpenSSH_9.2 comment\r\n"u8.ToArray(), static bytes =>
    {
        var input = new ReadOnlySequence<byte>(bytes);
        IdentificationString.TryRead(ref input);
    });

    [Fact]
    public void Plain_packets() => Run([0, 0, 0, 12, 4, 20, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0], static bytes =>
    {
        using var opener = new PacketOpener();
        var input = new ReadOnlySequence<byte>(bytes);
        while (opener.TryOpen(ref input, out _))
        {
        }
    });

    [Fact]
    public void User_authentication() => Run(
        TestClient.Payload(MessageNumber.SSH_MSG_USERAUTH_REQUEST, static (ref SshWriter w) =>
        {
            w.WriteString("alice");
            w.WriteString("ssh-connection"u8);
            w.WriteString("publickey"u8);
            w.WriteBoolean(true);
            w.WriteString("ssh-ed25519"u8);
            w.WriteString(s_hostKey.PublicKey.Span);
            w.WriteString(s_hostKey.Sign("ssh-ed25519", "data"u8));
        }),
        static bytes =>
        {
            var reader = new SshReader(bytes);
            AuthRequest.Read(ref reader);
            var again = reader;
            try
            {
                PasswordRequest.Read(ref again);
            }
            catch (SshProtocolException)
            {
                // Mostly it is no password request; the other reading follows.
            }

            PublicKeyRequest request = PublicKeyRequest.Read(ref reader, bytes.Length);
            if (SignatureAlgorithms.Find(request.Algorithm) is { } algorithm
                && SignatureAlgorithms.Suits(algorithm, request.Blob))
            {
                SignatureAlgorithms.Verify(algorithm, request.Blob, "data"u8, request.Signature);
            }
        });

    [Fact]
    public void Channel_requests() => Run(
        TestClient.Request("pty-req", static (ref SshWriter w) =>
        {
            w.WriteString("vt100"u8);
            w.WriteUInt32(80);
            w.WriteUInt32(24);
            w.WriteUInt32(0);
            w.WriteUInt32(0);
            w.WriteString([1, 0, 0, 0, 3, 0]);
        }),
        static bytes =>
        {
            foreach (string type in (string[])
                ["pty-req", "env", "exec", "window-change", "break", "signal", "subsystem"])
            {
                var reader = new SshReader(bytes);
                reader.ReadMessageNumber();
                reader.ReadUInt32();
                reader.ReadString();
                reader.ReadBoolean();
                try
                {
                    new ChannelRequests(new SilentChannel())
                        .Receive(System.Text.Encoding.ASCII.GetBytes(type), ref reader);
                }
                catch (SshProtocolException)
                {
                    // That is the answer to a damaged message; each type gets its turn.
                }
            }
        });

    [Fact]
    public async Task A_whole_session()
    {
        var random = new Random(Seed);
        for (int i = 0; i < Math.Max(40, Rounds / 50); i++)
        {
            SshEnd end = await Served.RunAsync(async (client, _) =>
            {
                await client.LogInAsync();
                await client.StartAsync();
                byte[][] seeds =
                [
                    TestClient.Data("hello"u8), TestClient.Request("window-change"), client.MakeKexInit(),
                    TestClient.Payload(
                        MessageNumber.SSH_MSG_CHANNEL_OPEN, static (ref SshWriter w) => w.WriteString("session"u8)),
                ];
                for (int n = 0; n < 8; n++)
                {
                    client.Put(Mutate(random, seeds[random.Next(seeds.Length)]));
                }

                await client.SendAsync(MessageNumber.SSH_MSG_DISCONNECT, static (ref SshWriter w) =>
                {
                    w.WriteUInt32(11);
                    w.WriteString("done"u8);
                    w.WriteString([]);
                });
                await client.ReadToEndAsync();
            });
            Assert.True(end.Authenticated);
        }
    }

    private static void Run(byte[] seed, Action<byte[]> target)
    {
        for (int length = 0; length <= seed.Length; length++)
        {
            Feed(seed[..length], target);
        }

        var random = new Random(Seed);
        for (int i = 0; i < Rounds; i++)
        {
            Feed(Mutate(random, seed), target);
        }
    }

    private static void Feed(byte[] bytes, Action<byte[]> target)
    {
        byte[] shown = [.. bytes];
        try
        {
            target(bytes);
        }
        catch (SshProtocolException e)
        {
            Assert.NotEmpty(e.Message);
        }
        catch (Exception e)
        {
            Assert.Fail($"{e.GetType().Name} for {Convert.ToHexString(shown)}: {e}");
        }
    }

    private static byte[] Mutate(Random random, byte[] seed)
    {
        List<byte> bytes = [.. seed];
        for (int n = random.Next(1, 6); n > 0 && bytes.Count > 1; n--)
        {
            int at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(
                        at, Math.Min(random.Next(1, 9), bytes.Count - Math.Max(at, 1)) is var k && at > 0 ? k : 0);
                    break;
                case 3:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(8, bytes.Count - at)));
                    break;
                default:
                    bytes[at] = random.Next(2) == 0 ? (byte)0 : (byte)0xff;
                    break;
            }
        }

        return [.. bytes];
    }

    private static int Number(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), out int number) ? number : otherwise;

    private sealed class SilentChannel : ISshChannelHandler
    {
        public bool Pty(PtyRequest request) => true;

        public void WindowChange(TerminalSize size)
        {
        }

        public bool Environment(string name, string value) => true;

        public bool Shell() => true;

        public bool Exec(string command) => true;

        public bool Subsystem(string name) => true;

        public bool Break(uint milliseconds) => true;

        public void Signal(string name)
        {
        }

        public void Data(ReadOnlySpan<byte> data)
        {
        }

        public void Eof()
        {
        }

        public void WriteReady()
        {
        }

        public void Closed()
        {
        }
    }
}
