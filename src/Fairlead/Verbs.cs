using System.CommandLine;
using Fairlead.Commands;
using Fairlead.Configuration;
using Fairlead.Daemon;
using Fairlead.Demo;

namespace Fairlead;

/// <summary>The verbs that are this process's own work; every other one is the operator's
/// and goes to the daemon.</summary>
static class Verbs
{
    private static readonly Option<FileInfo> s_config = new("--config")
    {
        Description = "the configuration file (TOML)",
        Required = true,
    };

    private static readonly Option<DirectoryInfo> s_state = new("--state")
    {
        Description = "the state directory: host key, port logs, audit log, local socket",
        Required = true,
    };

    /// <summary>True if the first word is one of the process's own verbs, or asks for help.</summary>
    public static bool Owns(string[] args) =>
        args is [
            "daemon" or "check" or "password" or "version" or "demo" or "--help" or "-h" or "-?" or "--version", ..];

    /// <summary>Runs a verb and returns the exit code: 0 done, 1 refused or failed, 2 usage.</summary>
    public static int Run(string[] args)
    {
        ParseResult parsed = Root().Parse(args);
        int code = parsed.Invoke();
        return parsed.Errors.Count > 0 ? Shell.ExitCode.Usage : code;
    }

    private static RootCommand Root()
    {
        var daemon = new Command(
            "daemon", "Serve the ports in the foreground; log to standard error.") { s_config, s_state };
        daemon.SetAction(
            parsed => DaemonProcess.Run(parsed.GetValue(s_config)!.FullName, parsed.GetValue(s_state)!.FullName));

        var check = new Command(
            "check", "Check a configuration: 'FILE:LINE:COL: what is wrong' and exit code 1, or 0.") { s_config };
        check.SetAction(parsed =>
            CheckCommand.Run(parsed.GetValue(s_config)!.ToString(), Console.Out, Console.Error, HostCheck.ThisMachine));

        var password = new Command("password", "Read a password and print its argon2id hash for the configuration.");
        password.SetAction(_ => PasswordCommand.Run());

        var version = new Command("version", "Print version, commit and runtime identifier.");
        version.SetAction(
            _ => Console.Out.WriteLine($"{Product.Name} {Product.Version} ({Product.Commit}) {Product.Rid}"));

        var demo = new Command(
            "demo", "Serve six consoles that live on pseudo-terminals, on unprivileged TCP ports.") { s_state };
        demo.SetAction(parsed => DemoAppliance.Run(parsed.GetValue(s_state)!.FullName));

        return new RootCommand(
            $"{Product.Name}, a console server. "
            + "Every other word is the operator's command line and goes to the running daemon: "
            + $"'{Product.Command} help' lists its commands, '{Product.Command} show ports --json' runs one. "
            + "--state DIR or --socket PATH before or after the words names the daemon.")
        {
            daemon, check, password, version, demo,
        };
    }
}
