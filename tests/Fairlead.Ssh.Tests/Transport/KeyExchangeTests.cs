using Fairlead.Ssh.Tests.Support;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Tests.Transport;

public sealed class KeyExchangeTests
{
    [Theory]
    [InlineData("aes256-gcm@openssh.com", "hmac-sha2-256-etm@openssh.com")]
    [InlineData("aes128-gcm@openssh.com", "hmac-sha2-256-etm@openssh.com")]
    [InlineData("aes256-ctr", "hmac-sha2-256-etm@openssh.com")]
    [InlineData("aes256-ctr", "hmac-sha2-256")]
    public async Task Keys_work_in_both_directions_and_are_renewed(string cipher, string mac)
    {
        SshEnd end = await Served.RunAsync(async (client, _) =>
        {
            (client.Cipher, client.Mac) = (cipher, mac);
            await client.LogInAsync();
            await client.StartAsync();
            for (int i = 0; i < 3; i++)
            {
                await client.SendAsync(TestClient.Data("ping"u8));
                await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_DATA);
                await client.ExchangeKeysAsync();
            }
        });
        Assert.True(end.Authenticated);
    }

    [Fact]
    public async Task Without_strict_key_exchange_sequence_numbers_go_on()
    {
        SshEnd end = await Served.RunAsync(async (client, _) =>
        {
            // The mac of this cipher covers the sequence number.
            (client.Cipher, client.Kex) = ("aes256-ctr", "curve25519-sha256");
            await client.LogInAsync();
            await client.ExchangeKeysAsync();
            await client.StartAsync();
        });
        Assert.True(end.Authenticated);
    }

    [Theory]
    [InlineData((byte)MessageNumber.SSH_MSG_IGNORE)]
    [InlineData((byte)MessageNumber.SSH_MSG_DEBUG)]
    [InlineData((byte)MessageNumber.SSH_MSG_UNIMPLEMENTED)]
    public async Task Nothing_may_come_between_in_a_strict_first_key_exchange(byte between)
    {
        SshEnd end = await Served.RunAsync(async (client, _) =>
        {
            await client.ExchangeIdentificationAsync();
            await client.SendKexInitAsync();
            await client.SendAsync((MessageNumber)between, static (ref SshWriter w) => w.WriteUInt32(0));
            Assert.Equal(DisconnectReason.ProtocolError, await client.ReadToEndAsync());
        });
        Assert.Equal(DisconnectReason.ProtocolError, end.Reason);
        Assert.False(end.ByClient);
    }

    [Fact]
    public async Task Nothing_may_come_before_a_strict_first_key_exchange()
    {
        SshEnd end = await Served.RunAsync(async (client, _) =>
        {
            await client.ExchangeIdentificationAsync();
            await client.SendAsync(MessageNumber.SSH_MSG_IGNORE, static (ref SshWriter w) => w.WriteUInt32(0));
            await client.SendKexInitAsync();
            await client.ReadToEndAsync();
        });
        Assert.Equal(DisconnectReason.ProtocolError, end.Reason);
    }

    [Fact]
    public async Task Ignored_messages_may_come_between_where_nobody_is_strict()
    {
        SshEnd end = await Served.RunAsync(async (client, _) =>
        {
            client.Kex = "curve25519-sha256";
            await client.ExchangeIdentificationAsync();
            await client.SendAsync(MessageNumber.SSH_MSG_IGNORE, static (ref SshWriter w) => w.WriteUInt32(0));
            await client.ExchangeKeysAsync();
            await client.RequestUserAuthAsync();
        });
        Assert.Equal(DisconnectReason.ConnectionLost, end.Reason);
    }

    [Theory]
    [InlineData((byte)MessageNumber.SSH_MSG_NEWKEYS)]
    [InlineData((byte)MessageNumber.SSH_MSG_KEX_ECDH_INIT)]
    [InlineData((byte)MessageNumber.SSH_MSG_KEX_ECDH_REPLY)]
    [InlineData((byte)MessageNumber.SSH_MSG_SERVICE_REQUEST)]
    [InlineData((byte)MessageNumber.SSH_MSG_USERAUTH_REQUEST)]
    [InlineData((byte)MessageNumber.SSH_MSG_CHANNEL_OPEN)]
    [InlineData((byte)192)]
    public async Task A_connection_begins_with_kexinit_and_nothing_else(byte number)
    {
        SshEnd end = await Served.RunAsync(async (client, _) =>
        {
            await client.ExchangeIdentificationAsync();
            await client.SendAsync((MessageNumber)number, static (ref SshWriter w) => w.WriteString(new byte[32]));
            await client.ReadToEndAsync();
        });
        Assert.Equal(DisconnectReason.ProtocolError, end.Reason);
    }

    [Theory]
    [InlineData((byte)MessageNumber.SSH_MSG_NEWKEYS)]
    [InlineData((byte)MessageNumber.SSH_MSG_KEXINIT)]
    [InlineData((byte)MessageNumber.SSH_MSG_CHANNEL_REQUEST)]
    public async Task After_kexinit_comes_the_public_key(byte number)
    {
        SshEnd end = await Served.RunAsync(async (client, _) =>
        {
            await client.ExchangeIdentificationAsync();
            await client.SendKexInitAsync();
            await client.SendAsync((MessageNumber)number);
            await client.ReadToEndAsync();
        });
        Assert.Equal(DisconnectReason.ProtocolError, end.Reason);
    }

    [Fact]
    public async Task Data_between_the_clients_kexinit_and_newkeys_is_refused()
    {
        SshEnd end = await Served.RunAsync(async (client, _) =>
        {
            await client.LogInAsync();
            await client.StartAsync();
            await client.SendKexInitAsync();
            await client.SendAsync(TestClient.Data("early"u8));
            await client.ReadToEndAsync();
        });
        Assert.Equal(DisconnectReason.ProtocolError, end.Reason);
    }

    [Fact]
    public async Task A_wrong_guess_is_passed_over()
    {
        SshEnd end = await Served.RunAsync(async (client, _) =>
        {
            client.Kex = "curve25519-sha256@libssh.org,kex-strict-c-v00@openssh.com";
            await client.ExchangeIdentificationAsync();
            await client.SendAsync(client.MakeKexInit(follows: true));
            await client.ExpectAsync(MessageNumber.SSH_MSG_KEXINIT);
            await client.SendAsync(
                MessageNumber.SSH_MSG_KEX_ECDH_INIT, static (ref SshWriter w) => w.WriteString("?"u8));
            await client.SendEcdhInitAsync();
            await client.ExpectAsync(MessageNumber.SSH_MSG_KEX_ECDH_REPLY);
        });
        Assert.Equal(DisconnectReason.ConnectionLost, end.Reason);
    }

    [Fact]
    public async Task A_public_key_of_small_order_is_refused()
    {
        SshEnd end = await Served.RunAsync(async (client, _) =>
        {
            await client.ExchangeIdentificationAsync();
            await client.SendKexInitAsync();
            await client.SendAsync(
                MessageNumber.SSH_MSG_KEX_ECDH_INIT, static (ref SshWriter w) => w.WriteString(new byte[32]));
            await client.ReadToEndAsync();
        });
        Assert.Equal(DisconnectReason.KeyExchangeFailed, end.Reason);
    }

    [Fact]
    public async Task Both_sides_may_begin_at_once_while_data_flows()
    {
        SshServerOptions options = Served.Options with { RekeyBytes = 20_000 };
        const int Length = 400_000;
        SshEnd end = await Served.RunAsync(
            async (client, _) =>
            {
                await client.LogInAsync();
                await client.StartAsync($"flood {Length}", window: Length);
                int received = 0;
                int exchanges = 0;
                while (received < Length)
                {
                    byte[]? payload = await client.ReceiveAsync();
                    Assert.NotNull(payload);
                    switch ((MessageNumber)payload[0])
                    {
                        case MessageNumber.SSH_MSG_KEXINIT:
                            // Ours is on its way when theirs arrives: neither waits for the other to be first.
                            await client.SendKexInitAsync();
                            await client.FinishKeysAsync(payload);
                            exchanges++;
                            break;
                        case MessageNumber.SSH_MSG_CHANNEL_DATA:
                            for (int i = 9; i < payload.Length; i++)
                            {
                                Assert.Equal(EchoChannel.Pattern(received++), payload[i]);
                            }

                            break;
                    }
                }

                Assert.InRange(exchanges, 3, 30);
            },
            options);
        Assert.True(end.Authenticated, end.Text);
    }

    [Fact]
    public async Task Answers_wait_while_keys_are_exchanged_and_come_in_order()
    {
        var time = new FakeTime();
        SshServerOptions options = Served.Options with { Time = time, RekeyInterval = TimeSpan.FromMinutes(5) };
        SshEnd end = await Served.RunAsync(
            async (client, _) =>
            {
                await client.LogInAsync();
                await client.StartAsync();
                time.Advance(TimeSpan.FromMinutes(6));
                await client.SendAsync(TestClient.Data("a"u8));
                byte[] serverInit = await client.ExpectAsync(MessageNumber.SSH_MSG_KEXINIT);

                // The server has begun and we have not: what we still send is answered with the new keys.
                await client.SendAsync(TestClient.Request("break", static (ref SshWriter w) => w.WriteUInt32(0)));
                await client.SendKexInitAsync();
                await client.FinishKeysAsync(serverInit);
                await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_SUCCESS);
                byte[] echo = await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_DATA);
                Assert.Equal((byte)'a', echo[^1]);
            },
            options);
        Assert.True(end.Authenticated);
    }
}
