namespace Fairlead.Demo;

/// <summary>A switch with an IOS-like command line: two levels, words that may be cut short, <c>?</c>.</summary>
sealed class IosSwitchMachine : IDemoMachine
{
    private static readonly (string Words, bool Privileged, string Help)[] s_commands =
    [
        ("disable", true, "leave privileged mode"),
        ("enable", false, "enter privileged mode"),
        ("exit", false, "leave the console"),
        ("logout", false, "leave the console"),
        ("reload", true, "start the switch again"),
        ("show clock", false, "the time of day"),
        ("show ip interface brief", false, "addresses and states"),
        ("show running-config", true, "the configuration in force"),
        ("show version", false, "hardware and software"),
    ];

    private readonly DateTimeOffset _started = DateTimeOffset.UtcNow;
    private bool _privileged;

    public void Run(DemoConsole console)
    {
        while (!console.Ended)
        {
            _privileged = false;
            console.Write("\n\nSwitch con0 is ready. Press RETURN to begin.\n\n");
            if (new DemoLine(console).Read() == DemoLineEnd.Enter && Converse(console))
            {
                Reload(console);
            }
        }
    }

    // True if the switch is to start again.
    private bool Converse(DemoConsole console)
    {
        var line = new DemoLine(console, '?');
        bool keep = false;
        while (true)
        {
            console.Write($"Switch{(_privileged ? '#' : '>')}{(keep ? line.Text : "")}");
            DemoLineEnd end = line.Read(keep: keep);
            keep = end == DemoLineEnd.HotKey;
            switch (end)
            {
                case DemoLineEnd.End:
                    return false;
                case DemoLineEnd.HotKey:
                    Help(console, line.Text);
                    continue;
                case DemoLineEnd.Break:
                    console.Write("\n");
                    continue;
            }

            switch (Find(line.Text, out string problem))
            {
                case null:
                    console.Write(problem);
                    break;
                case "exit" or "logout":
                    return false;
                case "reload":
                    console.Write("Start the switch again? [y/n] ");
                    if (line.Read() == DemoLineEnd.Enter && line.Text is "y" or "yes" or "")
                    {
                        return true;
                    }

                    break;
                case { } command:
                    console.Write(Answer(command));
                    break;
            }
        }
    }

    private string Answer(string command)
    {
        switch (command)
        {
            case "enable":
                _privileged = true;
                return "";
            case "disable":
                _privileged = false;
                return "";
            case "show clock":
                return $"{DateTimeOffset.UtcNow:HH:mm:ss} UTC, {DateTimeOffset.UtcNow:ddd d MMM yyyy}\n";
            case "show version":
                return "Mooring 24-port switch, software 15.2-demo\n"
                    + $"up {DateTimeOffset.UtcNow - _started:d\\ \\d\\a\\y\\s\\ hh\\:mm\\:ss}"
                    + "\n24 Gigabit ports, 2 uplinks, 256 MB\n";
            case "show ip interface brief":
                return "Interface        Address        Status  Protocol\n"
                    + "Vlan1            10.20.0.2      up      up\n"
                    + "Gigabit0/1       unassigned     up      up\n"
                    + "Gigabit0/2       unassigned     down    down\n"
                    + "Gigabit0/24      unassigned     up      up\n";
            default:
                return "hostname Switch\ninterface Vlan1\n ip address 10.20.0.2 255.255.255.0\nline con 0\nend\n";
        }
    }

    // The command that the words stand for; null with what to say if it is none, or more than one.
    private string? Find(string text, out string problem)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        problem = "";
        if (words.Length == 0)
        {
            return null;
        }

        string[] found = [.. Matching(words).Where(command => command.Split(' ').Length == words.Length)];
        problem = found.Length > 1 ? $"% \"{text}\" means more than one command\n"
            : Matching(words).Any() ? "% more words are needed\n"
            : $"% there is no command \"{text}\"\n";
        return found.Length == 1 ? found[0] : null;
    }

    private IEnumerable<string> Matching(string[] words) => s_commands
        .Where(command => _privileged || !command.Privileged)
        .Select(command => command.Words)
        .Where(command =>
        {
            string[] own = command.Split(' ');
            return own.Length >= words.Length
                && words.Zip(own).All(pair => pair.Second.StartsWith(pair.First, StringComparison.OrdinalIgnoreCase));
        });

    private void Help(DemoConsole console, string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        foreach (string command in Matching(words))
        {
            console.Write($"  {command,-26}{s_commands.First(known => known.Words == command).Help}\n");
        }
    }

    private static void Reload(DemoConsole console)
    {
        console.Write("\nStarting again\n\nLoading software 15.2-demo ");
        for (int i = 0; i < 20 && console.Pause(0.2); i++)
        {
            console.Write("#");
        }

        console.Write(" done\nself test: 24 ports passed\n");
        console.Pause(1);
    }
}
