using System.Runtime.InteropServices;

namespace Fairlead.Demo;

/// <summary>
/// <c>fairlead demo-target NAME</c>: machines to try a console server on. Each runs on an exec line's pty, which is
/// its standard input and output.
/// </summary>
static class DemoTarget
{
    /// <summary>Name, one line of description and maker of every machine.</summary>
    public static IReadOnlyList<(string Name, string Description, Func<IDemoMachine> Create)> All { get; } =
    [
        ("linux-boot", "a server that boots, waits at its login prompt and boots again", () => new LinuxBootMachine()),
        ("panicking", "a node that says it is well until it panics", () => new PanickingMachine()),
        ("sparc", "a workstation whose ok prompt a BREAK reaches", () => new SparcMachine()),
        ("ios-switch", "a switch with an IOS-like command line", () => new IosSwitchMachine()),
        ("windows-sac", "a server with a special administration console", () => new WindowsSacMachine()),
    ];

    /// <summary>Runs a machine until its terminal ends. Returns the exit code: 0,
    /// or 2 for a name there is not.</summary>
    public static int Run(string name)
    {
        foreach ((string known, _, Func<IDemoMachine> create) in All)
        {
            if (known == name)
            {
                Run(create());
                return 0;
            }
        }

        Console.Error.WriteLine(
            $"no machine \"{name}\"; there are {string.Join(", ", All.Select(machine => machine.Name))}");
        return 2;
    }

    private static void Run(IDemoMachine machine)
    {
        using var console = new DemoConsole(0, 1);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, signal =>
        {
            signal.Cancel = true;
            console.Break();
        });
        using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, End);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        machine.Run(console);

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            console.End();
        }
    }
}
