namespace Fairlead.Demo;

/// <summary>Boots, starts its services, offers a login that nobody has, and boots again after a while.</summary>
sealed class LinuxBootMachine : IDemoMachine
{
    private const double PatienceSeconds = 45;

    private static readonly string[] s_services =
        ["device manager", "system log", "network", "time synchronization", "secure shell", "scheduled jobs"];

    public void Run(DemoConsole console)
    {
        var kernel = new KernelLog(console);
        while (!console.Ended)
        {
            console.Write("\n\nFirmware 2.4: memory test passed, starting from disk 0\n\n");
            if (kernel.Boot())
            {
                StartServices(console);
                Login(console);
            }

            // A BREAK in the middle of a boot is eaten here.
            console.Next(0.01);
        }
    }

    private static void StartServices(DemoConsole console)
    {
        foreach (string service in s_services)
        {
            if (!console.Pause(0.3))
            {
                return;
            }

            console.Write($"[  OK  ] Started {service}.\n");
        }
    }

    private static void Login(DemoConsole console)
    {
        var line = new DemoLine(console);
        console.Write("\nweb3, console ttyS0\n");
        while (true)
        {
            console.Write("\nweb3 login: ");
            DemoLineEnd end = line.Read(seconds: PatienceSeconds);
            if (end == DemoLineEnd.Enter && line.Text.Length > 0)
            {
                console.Write("Password: ");
                end = line.Read(echo: false, PatienceSeconds);
                if (end == DemoLineEnd.Enter && console.Pause(1))
                {
                    console.Write("Login incorrect\n");
                }
            }

            if (end == DemoLineEnd.Silence)
            {
                console.Write("\n\nreboot: restarting after a change of configuration\n");
                return;
            }

            if (end == DemoLineEnd.End)
            {
                return;
            }
        }
    }
}
