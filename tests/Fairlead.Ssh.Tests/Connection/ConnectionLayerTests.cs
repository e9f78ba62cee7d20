using Fairlead.Ssh.Tests.Support;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Tests.Connection;

public sealed class ConnectionLayerTests
{
    [Fact]
    public async Task Each_message_of_data_is_one_call()
    {
        await Served.RunAsync(async (client, handler) =>
        {
            await client.LogInAsync();
            await client.StartAsync();
            client.Put(TestClient.Data("a"u8));
            client.Put(TestClient.Data("bcd"u8));
            await client.SendAsync(TestClient.Data("ef"u8));
            int received = 0;
            while (received < 6)
            {
                received += (await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_DATA)).Length - 9;
            }

            Assert.Equal([1, 3, 2], handler.Channels[0].Messages);
        });
    }

    [Fact]
    public async Task Data_stops_at_the_clients_window_and_goes_on_when_it_grows()
    {
        await Served.RunAsync(async (client, handler) =>
        {
            await client.LogInAsync();
            await client.StartAsync("flood 3000", window: 1000, maxPacket: 400);
            int received = 0;
            while (received < 3000)
            {
                int length = (await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_DATA)).Length - 9;
                Assert.InRange(length, 1, 400);
                received += length;
                if (received % 1000 == 0 && received < 3000)
                {
                    await client.SendAsync(MessageNumber.SSH_MSG_CHANNEL_WINDOW_ADJUST, static (ref SshWriter w) =>
                    {
                        w.WriteUInt32(0);
                        w.WriteUInt32(1000);
                    });
                }
            }

            await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_REQUEST);
            await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_EOF);
            await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_CLOSE);
            Assert.Equal(0, handler.Channels[0].ClosedCount);
            await client.SendAsync(MessageNumber.SSH_MSG_CHANNEL_CLOSE, static (ref SshWriter w) => w.WriteUInt32(0));
        });
    }

    [Fact]
    public async Task Data_beyond_our_window_is_a_protocol_error()
    {
        SshEnd end = await Served.RunAsync(
            async (client, handler) =>
            {
                await client.LogInAsync();
                await client.StartAsync();
                handler.Channels[0].Echoes = false;
                await client.SendAsync(TestClient.Data(new byte[1000]));
                await client.SendAsync(TestClient.Data(new byte[1]));
                Assert.Equal(DisconnectReason.ProtocolError, await client.ReadToEndAsync());
            },
            Served.Options with { ChannelWindow = 1000 });
        Assert.Equal(DisconnectReason.ProtocolError, end.Reason);
    }

    [Fact]
    public async Task Extended_data_is_thrown_away_and_granted_again()
    {
        await Served.RunAsync(
            async (client, handler) =>
            {
                await client.LogInAsync();
                await client.StartAsync();
                await client.SendAsync(MessageNumber.SSH_MSG_CHANNEL_EXTENDED_DATA, static (ref SshWriter w) =>
                {
                    w.WriteUInt32(0);
                    w.WriteUInt32(1);
                    w.WriteString(new byte[600]);
                });
                await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_WINDOW_ADJUST);
                Assert.Empty(handler.Channels[0].Messages);
            },
            Served.Options with { ChannelWindow = 1000 });
    }

    [Theory]
    [InlineData("direct-tcpip", 1)]
    [InlineData("x11", 1)]
    [InlineData("auth-agent@openssh.com", 1)]
    [InlineData("something", 3)]
    public async Task Only_sessions_are_opened(string type, int reason)
    {
        await Served.RunAsync(async (client, handler) =>
        {
            await client.LogInAsync();
            await client.SendOpenAsync(sender: 77, type: type);
            byte[] refusal = await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_OPEN_FAILURE);
            Assert.Equal([0, 0, 0, 77, 0, 0, 0, (byte)reason], refusal[1..9]);
            Assert.Empty(handler.Channels);
        });
    }

    [Fact]
    public async Task Channels_are_limited_and_their_places_used_again()
    {
        await Served.RunAsync(
            async (client, _) =>
            {
                await client.LogInAsync();
                for (uint i = 0; i < 3; i++)
                {
                    await client.SendOpenAsync(sender: i);
                    await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_OPEN_CONFIRMATION);
                }

                await client.SendOpenAsync(sender: 9);
                Assert.Equal(4, (await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_OPEN_FAILURE))[8]);
                await client.SendAsync(
                    MessageNumber.SSH_MSG_CHANNEL_CLOSE, static (ref SshWriter w) => w.WriteUInt32(1));
                await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_CLOSE);
                await client.SendOpenAsync(sender: 9);
                Assert.Equal(1, (await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_OPEN_CONFIRMATION))[8]);
            },
            Served.Options with { MaxChannels = 3 });
    }

    [Fact]
    public async Task Global_requests_are_answered_and_no_more_sessions_is_kept()
    {
        await Served.RunAsync(async (client, _) =>
        {
            await client.LogInAsync();
            await SendGlobalAsync(client, "keepalive@openssh.com");
            await client.ExpectAsync(MessageNumber.SSH_MSG_REQUEST_FAILURE);
            await SendGlobalAsync(client, "no-more-sessions@openssh.com");
            await client.ExpectAsync(MessageNumber.SSH_MSG_REQUEST_SUCCESS);
            await client.SendOpenAsync();
            await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_OPEN_FAILURE);
        });
    }

    [Theory]
    [InlineData((byte)MessageNumber.SSH_MSG_CHANNEL_SUCCESS)]
    [InlineData((byte)MessageNumber.SSH_MSG_CHANNEL_OPEN_CONFIRMATION)]
    [InlineData((byte)MessageNumber.SSH_MSG_REQUEST_SUCCESS)]
    [InlineData((byte)MessageNumber.SSH_MSG_SERVICE_REQUEST)]
    [InlineData((byte)MessageNumber.SSH_MSG_USERAUTH_SUCCESS)]
    [InlineData((byte)MessageNumber.SSH_MSG_KEX_ECDH_INIT)]
    [InlineData((byte)MessageNumber.SSH_MSG_NEWKEYS)]
    [InlineData((byte)MessageNumber.SSH_MSG_EXT_INFO)]
    public async Task What_answers_nothing_ends_the_connection(byte number)
    {
        SshEnd end = await Served.RunAsync(async (client, _) =>
        {
            await client.LogInAsync();
            await client.StartAsync();
            await client.SendAsync((MessageNumber)number, static (ref SshWriter w) => w.WriteUInt32(0));
            await client.ReadToEndAsync();
        });
        Assert.Equal(DisconnectReason.ProtocolError, end.Reason);
    }

    [Theory]
    [InlineData(19)]
    [InlineData(29)]
    [InlineData(79)]
    [InlineData(127)]
    [InlineData(255)]
    public async Task Unknown_messages_are_answered_with_unimplemented(byte number)
    {
        // 20 to 49 belong to the key exchange, where nothing unknown is legal.
        bool answered = number is not 29;
        SshEnd end = await Served.RunAsync(async (client, _) =>
        {
            await client.LogInAsync();
            await client.SendAsync((MessageNumber)number);
            if (answered)
            {
                await client.ExpectAsync(MessageNumber.SSH_MSG_UNIMPLEMENTED);
            }
            else
            {
                await client.ReadToEndAsync();
            }
        });
        Assert.Equal(answered ? DisconnectReason.ConnectionLost : DisconnectReason.ProtocolError, end.Reason);
    }

    [Fact]
    public async Task Requests_reach_the_handler_once_and_in_order()
    {
        await Served.RunAsync(async (client, handler) =>
        {
            await client.LogInAsync();
            await client.SendOpenAsync();
            await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_OPEN_CONFIRMATION);
            await client.SendAsync(TestClient.Request("break", static (ref SshWriter w) => w.WriteUInt32(700)));
            await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_FAILURE);
            await client.SendAsync(TestClient.Request("shell"));
            await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_SUCCESS);
            await client.SendAsync(TestClient.Request("shell"));
            await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_FAILURE);
            await client.SendAsync(TestClient.Request("break", static (ref SshWriter w) => w.WriteUInt32(700)));
            await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_SUCCESS);
            await client.SendAsync(TestClient.Request("signal", static (ref SshWriter w) => w.WriteString("INT"u8)));
            await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_SUCCESS);
            await client.SendAsync(TestClient.Request("eow@openssh.com"));
            await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_SUCCESS);
            await client.SendAsync(TestClient.Request("x11-req"));
            await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_FAILURE);
            Assert.Equal(["shell", "break 700", "signal INT"], handler.Events.Skip(1));
        });
    }

    [Fact]
    public async Task A_client_that_does_not_read_cannot_make_memory_grow()
    {
        SshEnd end = await Served.RunAsync(async (client, handler) =>
        {
            await client.LogInAsync();
            await client.StartAsync("flood 10000000", window: 10_000_000);
            byte[] request = TestClient.Payload(MessageNumber.SSH_MSG_GLOBAL_REQUEST, static (ref SshWriter w) =>
            {
                w.WriteString("keepalive@openssh.com"u8);
                w.WriteBoolean(true);
            });
            for (int i = 0; i < 20_000; i++)
            {
                client.Put(request);
            }

            // Only what is read makes room for more: the flood and the answers both arrive in full.
            await client.SendAsync(request);
            int answers = 0;
            int flood = 0;
            while (answers < 20_001 || flood < 10_000_000)
            {
                byte[]? payload = await client.ReceiveAsync();
                Assert.NotNull(payload);
                answers += payload[0] == (byte)MessageNumber.SSH_MSG_REQUEST_FAILURE ? 1 : 0;
                flood += payload[0] == (byte)MessageNumber.SSH_MSG_CHANNEL_DATA ? payload.Length - 9 : 0;
            }
        });
        Assert.True(end.Authenticated, end.Text);
    }

    [Fact]
    public async Task Stopping_says_goodbye()
    {
        using var stop = new CancellationTokenSource();
        SshEnd end = await Served.RunUntilAsync(
            async (client, _) =>
            {
                await client.LogInAsync();
                await client.StartAsync();
                await stop.CancelAsync();
                Assert.Equal(DisconnectReason.ByApplication, await client.ReadToEndAsync());
            },
            Served.Options,
            stop.Token);
        Assert.Equal("the server stops", end.Text);
    }

    [Fact]
    public async Task A_refused_session_says_why()
    {
        await Served.RunAsync(async (client, handler) =>
        {
            handler.SessionRefusal = "not today";
            await client.LogInAsync();
            await client.SendOpenAsync();
            byte[] refusal = await client.ExpectAsync(MessageNumber.SSH_MSG_CHANNEL_OPEN_FAILURE);
            Assert.Contains("not today", System.Text.Encoding.UTF8.GetString(refusal), StringComparison.Ordinal);
        });
    }

    private static Task SendGlobalAsync(TestClient client, string name) =>
        client.SendAsync(MessageNumber.SSH_MSG_GLOBAL_REQUEST, (ref SshWriter w) =>
        {
            w.WriteString(name);
            w.WriteBoolean(true);
        });
}
