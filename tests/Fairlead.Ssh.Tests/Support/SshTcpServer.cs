using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;

namespace Fairlead.Ssh.Tests.Support;

/// <summary>The server behind a socket on loopback, for real clients.</summary>
sealed class SshTcpServer : IAsyncDisposable
{
    private readonly TestLoop _loop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _accepting;

    public SshTcpServer(SshServerOptions options)
    {
        Options = options;
        _listener.Start();
        _accepting = _loop.RunAsync(AcceptAsync);
    }

    public SshServerOptions Options { get; }

    public EchoHandler Handler { get; } = new();

    public List<SshEnd> Ends { get; } = [];

    public int TcpPort => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _loop.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                running.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            await Task.WhenAll(running);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            client.NoDelay = true;
            NetworkStream stream = client.GetStream();
            var pipe = new StreamPipe(PipeReader.Create(stream), PipeWriter.Create(stream));
            Ends.Add(await SshServer.ServeAsync(pipe, Options, Handler, _stop.Token));
        }
    }

    private sealed record StreamPipe(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
