namespace Fairlead.Ssh.Tests.Support;

/// <summary>A server and a test's client on one loop, over a connection in memory.</summary>
static class Served
{
    private static readonly SshHostKey s_hostKey = SshHostKey.CreateEd25519();
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(15);

    public static SshServerOptions Options { get; } = new() { HostKeys = [s_hostKey] };

    /// <summary>Runs the client's part, closes its end, and returns how the server saw it.</summary>
    public static Task<SshEnd> RunAsync(
        Func<TestClient, EchoHandler, Task> client, SshServerOptions? options = null) =>
        RunUntilAsync(client, options ?? Options, CancellationToken.None);

    /// <summary>The same with a server that can be stopped.</summary>
    public static async Task<SshEnd> RunUntilAsync(
        Func<TestClient, EchoHandler, Task> client, SshServerOptions options, CancellationToken stop)
    {
        using var loop = new TestLoop();
        return await loop.RunAsync(async () =>
        {
            var pair = new ConnectionPair();
            var handler = new EchoHandler();
            Task<SshEnd> server = SshServer.ServeAsync(pair.Server, options, handler, stop);
            using var testClient = new TestClient(pair.Client);
            Task behaving = client(testClient, handler);
            await Task.WhenAny(behaving, server).WaitAsync(s_patience, CancellationToken.None);
            await behaving.WaitAsync(s_patience, CancellationToken.None);
            await pair.Client.Output.CompleteAsync();
            await pair.Client.Input.CompleteAsync();
            SshEnd end = await server.WaitAsync(s_patience, CancellationToken.None);
            Assert.All(handler.Channels, static c => Assert.Equal(1, c.ClosedCount));
            return end;
        });
    }
}
