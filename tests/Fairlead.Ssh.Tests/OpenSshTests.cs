using System.Security.Cryptography;
using Fairlead.Ssh.Tests.Support;

namespace Fairlead.Ssh.Tests;

/// <summary>OpenSSH's client, which nobody here wrote, against the server.</summary>
public sealed class OpenSshTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("fairlead-ssh-");
    private readonly SshHostKey _hostKey = SshHostKey.CreateEd25519();
    private SshTcpServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        Program.Need("ssh");
        _server = new SshTcpServer(new SshServerOptions { HostKeys = [_hostKey], Banner = "Private.\r\n" });
        string line = $"[127.0.0.1]:{_server.TcpPort} ssh-ed25519 {Convert.ToBase64String(_hostKey.PublicKey.Span)}\n";
        await File.WriteAllTextAsync(In("known_hosts"), line);
        await MakeKeyAsync("ed25519", "ed25519");
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task A_command_runs_by_key_and_its_exit_status_arrives()
    {
        Program.Result result = await SshAsync(["exit 42"]);
        Assert.Equal(42, result.ExitCode);
        Assert.Contains("Private.", result.Errors, StringComparison.Ordinal);
        Assert.Contains("exec exit 42", _server.Handler.Events);
    }

    [Theory]
    [InlineData("ecdsa", "256")]
    [InlineData("ecdsa", "384")]
    [InlineData("ecdsa", "521")]
    [InlineData("rsa", "2048")]
    public async Task Every_kind_of_user_key_logs_in(string type, string bits)
    {
        await MakeKeyAsync(type, type, "-b", bits);
        Program.Result result = await SshAsync(["exit 7"], key: type);
        Assert.Equal(7, result.ExitCode);
        Assert.Contains(
            _server.Handler.Events, e => e.StartsWith("in alice publickey SHA256:", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_short_rsa_key_is_refused()
    {
        await MakeKeyAsync("short", "rsa", "-b", "1024");
        Program.Result result = await SshAsync(["-o", "RequiredRSASize=1024", "exit 7"], key: "short");
        Assert.Equal(255, result.ExitCode);
    }

    [Theory]
    [InlineData(EchoHandler.Password, 5)]
    [InlineData("wrong", 255)]
    public async Task A_password_logs_in_if_it_is_right(string password, int exitCode)
    {
        WriteScript(In("askpass"), $"#!/bin/sh\necho '{password}'\n");
        var environment = new Dictionary<string, string>
        {
            ["SSH_ASKPASS"] = In("askpass"),
            ["SSH_ASKPASS_REQUIRE"] = "force",
        };
        Program.Result result = await SshAsync(
            ["-o", "PubkeyAuthentication=no", "-o", "BatchMode=no", "exit 5"], environment: environment);
        Assert.Equal(exitCode, result.ExitCode);
    }

    [Theory]
    [InlineData("aes256-gcm@openssh.com", 5_000_000)]
    [InlineData("aes128-gcm@openssh.com", 1_000_000)]
    [InlineData("aes256-ctr", 5_000_000)]
    [InlineData("aes256-ctr", 1_000_000, "hmac-sha2-256")]
    public async Task Megabytes_pass_both_ways_while_keys_are_renewed(
        string cipher, int length, string mac = "hmac-sha2-256-etm@openssh.com")
    {
        byte[] sent = RandomNumberGenerator.GetBytes(length);
        Program.Result result = await SshAsync(
            ["-c", cipher, "-m", mac, "-o", "RekeyLimit=64K", "echo"], input: sent);
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(Convert.ToHexString(SHA256.HashData(sent)), Convert.ToHexString(SHA256.HashData(result.Output)));
    }

    [Fact]
    public async Task A_pty_is_granted_with_its_terminal_and_environment()
    {
        Program.Result result = await SshAsync(
            ["-tt", "-o", "SetEnv=LC_TEST=yes", "exit 0"],
            environment: new Dictionary<string, string> { ["TERM"] = "vt100" });
        Assert.Equal(0, result.ExitCode);
        Assert.Contains(_server.Handler.Events, e => e.StartsWith("pty vt100", StringComparison.Ordinal));
        Assert.Contains("env LC_TEST=yes", _server.Handler.Events);
    }

    [Fact]
    public async Task A_tilde_B_is_a_break()
    {
        Program.Result result = await SshAsync(["-tt", "-e", "~"], input: "~Bx"u8.ToArray());
        Assert.Contains("break 1000", _server.Handler.Events);
        Assert.Contains("x", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Standard_error_is_apart_from_standard_output()
    {
        Program.Result result = await SshAsync(["notice not for the pipe"]);
        Assert.Equal(3, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.Contains("not for the pipe", result.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("-W", "127.0.0.1:1")]
    [InlineData("-s", "sftp")]
    public async Task Forwarding_and_unknown_subsystems_are_refused(string option, string value)
    {
        Program.Result result = await SshAsync([option, value]);
        Assert.NotEqual(0, result.ExitCode);
        Assert.Empty(result.Output);
    }

    private static void WriteScript(string path, string text)
    {
        using FileStream file = new(path, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
        });
        file.Write(System.Text.Encoding.UTF8.GetBytes(text));
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    private async Task MakeKeyAsync(string name, string type, params string[] more)
    {
        Program.Result made = await Program.RunAsync(
            "ssh-keygen", ["-q", "-t", type, .. more, "-N", "", "-f", In(name)]);
        Assert.True(made.ExitCode == 0, made.Errors);
        string line = await File.ReadAllTextAsync(In(name + ".pub"));
        _server.Handler.Keys.Add(Convert.FromBase64String(line.Split(' ')[1]));
    }

    private Task<Program.Result> SshAsync(
        string[] arguments,
        string key = "ed25519",
        byte[]? input = null,
        Dictionary<string, string>? environment = null)
    {
        // Options come before the destination, and the command after it.
        bool hasCommand = arguments.Length > 0 && !arguments[^1].StartsWith('-') && !IsOptionValue(arguments);
        string[] options = hasCommand ? arguments[..^1] : arguments;
        string[] command = hasCommand ? arguments[^1..] : [];
        return Program.RunAsync(
            "ssh",
            [
                "-F", "none", .. options, "-p", $"{_server.TcpPort}", "-i", In(key), "-o", "IdentitiesOnly=yes",
                "-o", $"UserKnownHostsFile={In("known_hosts")}", "-o", "StrictHostKeyChecking=yes",
                "-o", "BatchMode=yes", "-o", "IdentityAgent=none",
                "alice@127.0.0.1", .. command,
            ],
            input ?? [],
            environment);
    }

    private static bool IsOptionValue(string[] arguments) =>
        arguments.Length > 1 && arguments[^2] is "-W" or "-e";
}
