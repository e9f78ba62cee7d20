using Fairlead.Ssh.Tests.Support;
using Fairlead.Ssh.Wire;

namespace Fairlead.Ssh.Tests.UserAuth;

public sealed class UserAuthLayerTests
{
    public static TheoryData<byte> ConnectionMessages =>
        [80, 81, 82, 90, 91, 92, 93, 94, 95, 96, 97, 98, 99, 100, 6, 7, 51, 52, 60, 61, 192];

    [Theory]
    [MemberData(nameof(ConnectionMessages))]
    public async Task A_message_of_the_connection_protocol_before_authentication_ends_the_connection(byte number)
    {
        foreach (bool afterService in (bool[])[false, true])
        {
            SshEnd end = await Served.RunAsync(async (client, handler) =>
            {
                await client.ConnectAsync();
                if (afterService)
                {
                    await client.RequestUserAuthAsync();
                }
                else if (number == 7)
                {
                    // The one place where SSH_MSG_EXT_INFO is legal is right after the first keys.
                    await client.SendAsync(MessageNumber.SSH_MSG_IGNORE);
                }

                await client.SendAsync((MessageNumber)number, static (ref SshWriter w) => w.WriteString("session"u8));
                await client.SendOpenAsync();
                Assert.NotNull(await client.ReadToEndAsync());
                Assert.Empty(handler.Channels);
            });
            Assert.Equal(DisconnectReason.ProtocolError, end.Reason);
            Assert.False(end.Authenticated);
        }
    }

    [Fact]
    public async Task Failures_look_alike_and_are_counted()
    {
        SshEnd end = await Served.RunAsync(async (client, handler) =>
        {
            await client.ConnectAsync();
            await client.RequestUserAuthAsync();
            byte[]? first = null;
            for (int i = 0; i < Served.Options.MaxAuthTries - 1; i++)
            {
                await client.SendPasswordAsync("mallory", "wrong");
                byte[] failure = await client.ExpectAsync(MessageNumber.SSH_MSG_USERAUTH_FAILURE);
                Assert.Equal(first ??= failure, failure);
            }

            await client.SendPasswordAsync("mallory", "wrong");
            Assert.Equal(DisconnectReason.NoMoreAuthMethodsAvailable, await client.ReadToEndAsync());
            Assert.Equal(Served.Options.MaxAuthTries, handler.Events.Count(e => e == "failed mallory password"));
        });
        Assert.Equal(DisconnectReason.NoMoreAuthMethodsAvailable, end.Reason);
    }

    [Fact]
    public async Task None_lists_the_methods_and_is_no_failed_attempt()
    {
        await Served.RunAsync(async (client, handler) =>
        {
            await client.ConnectAsync();
            await client.RequestUserAuthAsync();
            await SendMethodAsync(client, "none");
            byte[] failure = await client.ExpectAsync(MessageNumber.SSH_MSG_USERAUTH_FAILURE);
            var reader = new SshReader(failure);
            reader.ReadByte();
            Assert.Equal("publickey,password"u8, reader.ReadString());
            Assert.Empty(handler.Events);
        });
    }

    [Fact]
    public async Task A_key_signs_the_session_and_the_request()
    {
        var key = SshHostKey.CreateEd25519();
        SshEnd end = await Served.RunAsync(async (client, handler) =>
        {
            handler.Keys.Add(key.PublicKey.ToArray());
            await client.ConnectAsync();
            await client.RequestUserAuthAsync();
            await client.SendAsync(KeyRequest(client, key, signed: false));
            await client.ExpectAsync(MessageNumber.SSH_MSG_USERAUTH_PK_OK);
            byte[] broken = KeyRequest(client, key, signed: true);
            broken[^1] ^= 1;
            await client.SendAsync(broken);
            await client.ExpectAsync(MessageNumber.SSH_MSG_USERAUTH_FAILURE);
            await client.SendAsync(KeyRequest(client, key, signed: true));
            await client.ExpectAsync(MessageNumber.SSH_MSG_USERAUTH_SUCCESS);
            Assert.Equal(
                ["key query", "failed alice publickey", "key signed", $"in alice publickey {key.Fingerprint}"],
                handler.Events);
        });
        Assert.True(end.Authenticated);
    }

    [Fact]
    public async Task A_signature_for_another_user_is_worth_nothing()
    {
        var key = SshHostKey.CreateEd25519();
        await Served.RunAsync(async (client, handler) =>
        {
            handler.Keys.Add(key.PublicKey.ToArray());
            await client.ConnectAsync();
            await client.RequestUserAuthAsync();
            byte[] request = KeyRequest(client, key, signed: true, signedUser: "bobby");
            await client.SendAsync(request);
            await client.ExpectAsync(MessageNumber.SSH_MSG_USERAUTH_FAILURE);
        });
    }

    [Fact]
    public async Task Login_takes_no_longer_than_it_may_even_while_a_password_is_checked()
    {
        var time = new FakeTime();
        SshEnd end = await Served.RunAsync(
            async (client, handler) =>
            {
                var never = new TaskCompletionSource();
                var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                handler.BeforePassword = () =>
                {
                    asked.SetResult();
                    return never.Task;
                };
                await client.ConnectAsync();
                await client.RequestUserAuthAsync();
                await client.SendPasswordAsync("alice", EchoHandler.Password);
                await asked.Task;
                time.Advance(Served.Options.LoginGraceTime);
                Assert.Equal(DisconnectReason.ByApplication, await client.ReadToEndAsync());
            },
            Served.Options with { Time = time });
        Assert.False(end.Authenticated);
        Assert.Equal("login took too long", end.Text);
    }

    [Fact]
    public async Task The_user_name_cannot_change()
    {
        SshEnd end = await Served.RunAsync(async (client, _) =>
        {
            await client.ConnectAsync();
            await client.RequestUserAuthAsync();
            await client.SendPasswordAsync("bob", "wrong");
            await client.ExpectAsync(MessageNumber.SSH_MSG_USERAUTH_FAILURE);
            await client.SendPasswordAsync("alice", EchoHandler.Password);
            await client.ReadToEndAsync();
        });
        Assert.Equal(DisconnectReason.ProtocolError, end.Reason);
    }

    private static Task SendMethodAsync(TestClient client, string method) =>
        client.SendAsync(MessageNumber.SSH_MSG_USERAUTH_REQUEST, (ref SshWriter w) =>
        {
            w.WriteString("alice");
            w.WriteString("ssh-connection"u8);
            w.WriteString(method);
        });

    private static byte[] KeyRequest(TestClient client, SshHostKey key, bool signed, string signedUser = "alice")
    {
        byte[] data = new byte[4 + client.SessionId.Length + 1024];
        var toSign = new SshWriter(data);
        toSign.WriteString(client.SessionId);
        toSign.WriteBytes(Unsigned(signedUser));
        byte[] request = Unsigned("alice");
        if (!signed)
        {
            return request;
        }

        byte[] signature = key.Sign("ssh-ed25519", toSign.Written);
        byte[] whole = new byte[request.Length + 4 + signature.Length];
        var writer = new SshWriter(whole);
        writer.WriteBytes(request);
        writer.WriteString(signature);
        return whole;

        byte[] Unsigned(string user) => TestClient.Payload(MessageNumber.SSH_MSG_USERAUTH_REQUEST, (ref SshWriter w) =>
        {
            w.WriteString(user);
            w.WriteString("ssh-connection"u8);
            w.WriteString("publickey"u8);
            w.WriteBoolean(signed);
            w.WriteString("ssh-ed25519"u8);
            w.WriteString(key.PublicKey.Span);
        });
    }
}
