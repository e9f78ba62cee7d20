using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Fairlead.Access.Passwords;
using Fairlead.Daemon;
using Fairlead.Ssh;

namespace Fairlead.Demo;

/// <summary>
/// The demonstration: a whole device whose consoles are programs on pseudo-terminals, with a credential made for
/// this run. Its state directory is as any other; nothing in it is needed afterwards.
/// </summary>
static class DemoAppliance
{
    private const string User = "demo";
    private const int PortBase = 2000;
    private const int CliPort = 2022;

    private static readonly (string Name, string Target, string What)[] s_consoles =
    [
        ("shell", "shell", "a login shell of yours"),
        ("bootlog", "linux-boot", "a server that keeps booting"),
        ("panicky", "panicking", "a machine that panics now and then"),
        ("sparc", "sparc", "a SPARC-like machine: a BREAK reaches its ok prompt"),
        ("switch", "ios-switch", "an IOS-like switch"),
        ("windows", "windows-sac", "a Windows-like SAC prompt"),
    ];

    /// <summary>Runs until Ctrl-C. Returns the daemon's exit code.</summary>
    public static int Run(string stateDirectory)
    {
        Directory.CreateDirectory(
            stateDirectory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        string password = RandomNumberGenerator.GetString("abcdefghjkmnpqrstuvwxyz23456789", 12);
        SshHostKey key = SshHostKey.CreateEd25519();
        string keyFile = Path.Combine(stateDirectory, "demo_key");
        WritePrivate(keyFile, key.ExportOpenSsh());
        string configuration = Path.Combine(stateDirectory, "demo.toml");
        WritePrivate(
            configuration,
            Encoding.UTF8.GetBytes(Configuration(PasswordHash.Create(Encoding.UTF8.GetBytes(password)), key)));
        return DaemonProcess.Run(configuration, stateDirectory, () => Tell(password, keyFile, stateDirectory));
    }

    private static void WritePrivate(string path, ReadOnlySpan<byte> content)
    {
        using var file = new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
        file.Write(content);
    }

    private static string Configuration(PasswordHash password, SshHostKey key)
    {
        string self = Environment.ProcessPath!;
        var toml = new StringBuilder();
        toml.Append(CultureInfo.InvariantCulture, $"""
            schema = 1

            [device]
            name = "demo"
            demo = true

            [ssh]
            listen = ["127.0.0.1"]
            cli_port = {CliPort}
            port_base = {PortBase}
            watch_base = 7000

            [[user]]
            name = "{User}"
            password = "{password.ToPhcString()}"
            keys = ["ssh-ed25519 {Convert.ToBase64String(key.PublicKey.Span)} demo"]
            groups = ["operators"]

            [[rule]]
            who = ["@operators"]
            may = ["watch", "write", "break", "takeover", "log", "configure", "administer"]

            """);
        for (int i = 0; i < s_consoles.Length; i++)
        {
            (string name, string target, _) = s_consoles[i];
            string program = target == "shell" ? "\"/bin/bash\", \"-l\"" : $"\"{self}\", \"demo-target\", \"{target}\"";
            toml.Append(CultureInfo.InvariantCulture, $$"""

                [[port]]
                number = {{i + 1}}
                name = "{{name}}"
                line = { exec = [{{program}}] }

                """);
        }

        return toml.ToString();
    }

    private static void Tell(string password, string keyFile, string stateDirectory)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture,
            $"\n{Product.Name} {Product.Version} serves six consoles on this machine:\n\n");
        for (int i = 0; i < s_consoles.Length; i++)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"  ssh -p {PortBase + i + 1} {User}@127.0.0.1    {s_consoles[i].What}\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"""

              ssh -p {CliPort} {User}@127.0.0.1    the command line ("show ports", "connect sparc", "help")

            password, for this run only: {password}
            or the key, also made for this run: ssh -i {keyFile} -p 2001 {User}@127.0.0.1
            on a console, Ctrl-E c ? lists what you can do, and Ctrl-E c . leaves it
            on this machine: {Product.Command} show ports --state {stateDirectory}

            There is no web application yet: it comes with a later version.
            Ctrl-C stops everything.


            """);
        Console.Out.Write(text.ToString());
        Console.Out.Flush();
    }
}
