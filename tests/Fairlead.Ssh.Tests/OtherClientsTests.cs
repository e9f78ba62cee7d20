using Fairlead.Ssh.Tests.Support;

namespace Fairlead.Ssh.Tests;

/// <summary>PuTTY's and dropbear's clients, and an auditor.</summary>
public sealed class OtherClientsTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-ssh-");
    private readonly SshHostKey _hostKey = SshHostKey.CreateEd25519();
    private readonly SshTcpServer _server;

    public OtherClientsTests() => _server = new SshTcpServer(new SshServerOptions { HostKeys = [_hostKey] });

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Plink_logs_in_with_a_password_and_reads_what_it_typed()
    {
        Program.Need("plink");
        byte[] sent = new byte[300_000];
        new Random(1).NextBytes(sent);
        Program.Result result = await Program.RunAsync(
            "plink",
            [
                "-ssh", "-batch", "-no-trivial-auth", "-T", "-P", $"{_server.TcpPort}",
                "-hostkey", _hostKey.Fingerprint, "-l", "alice", "-pw", EchoHandler.Password, "127.0.0.1", "echo",
            ],
            sent,
            Home());
        Assert.True(result.ExitCode == 0, result.Errors);
        Assert.Equal(sent, result.Output);
    }

    [Fact]
    public async Task Dbclient_logs_in_with_a_key_and_gets_the_exit_status()
    {
        Program.Need("dbclient");
        string key = Path.Combine(_folder.FullName, "key");
        Program.Result made = await Program.RunAsync("dropbearkey", ["-t", "ed25519", "-f", key], null, Home());
        Assert.True(made.ExitCode == 0, made.Errors);
        string line = made.Text.Split('\n').Single(l => l.StartsWith("ssh-ed25519 ", StringComparison.Ordinal));
        _server.Handler.Keys.Add(SshPublicKey.ParseAuthorizedKey(line));
        Program.Result result = await Program.RunAsync(
            "dbclient", ["-y", "-y", "-i", key, "-p", $"{_server.TcpPort}", "alice@127.0.0.1", "exit 9"], [], Home());
        Assert.True(result.ExitCode == 9, result.Errors);
    }

    [Fact]
    public async Task Ssh_audit_finds_no_failure()
    {
        Program.Need("ssh-audit");
        Program.Result result = await Program.RunAsync("ssh-audit", ["-n", "-p", $"{_server.TcpPort}", "127.0.0.1"]);
        Assert.Contains("(kex) curve25519-sha256", result.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("[fail]", result.Text, StringComparison.Ordinal);
    }

    private Dictionary<string, string> Home() => new() { ["HOME"] = _folder.FullName };
}
