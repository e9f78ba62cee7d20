namespace Fairlead.Demo;

/// <summary>A server with a special administration console: <c>?</c>, <c>t</c>, <c>ch</c>,
/// <c>i</c>, <c>restart</c>.</summary>
sealed class WindowsSacMachine : IDemoMachine
{
    private const string Prompt = "SAC>";

    private const string Commands =
        "ch         list the channels; ch N shows channel N\n"
        + "i          network addresses\n"
        + "id         this computer\n"
        + "t          running programs\n"
        + "restart    start the computer again\n"
        + "?          this list\n";

    public void Run(DemoConsole console)
    {
        while (!console.Ended)
        {
            console.Write("\nThe computer is starting, the administration console comes up.\n\n");
            if (!console.Pause(3))
            {
                console.Next(0.01);
                continue;
            }

            console.Write("The administration console is ready. ? lists its commands.\n");
            Converse(console);
        }
    }

    private static void Converse(DemoConsole console)
    {
        var line = new DemoLine(console);
        while (true)
        {
            console.Write(Prompt);
            DemoLineEnd end = line.Read(seconds: 120);
            switch (end)
            {
                case DemoLineEnd.End:
                    return;
                case DemoLineEnd.Silence:
                    console.Write("\nEVENT: a command channel is ready\n");
                    continue;
                case DemoLineEnd.Break:
                    console.Write("\n");
                    continue;
            }

            string command = line.Text.Trim().ToLowerInvariant();
            if (command == "restart")
            {
                console.Write("The computer is shutting down.\n");
                console.Pause(2);
                return;
            }

            console.Write(Answer(command));
        }
    }

    private static string Answer(string command) => command switch
    {
        "" => "",
        "?" or "help" => Commands,
        "ch" => "Channel  Name\n0 (AV)   administration console\n1 (AV)   Cmd0001\n",
        "ch 1" => "Channel Cmd0001 asks for an account of the computer; none may log on in this demonstration.\n",
        "i" => "Net 2: 10.20.0.31 mask 255.255.255.0 gateway 10.20.0.1\n",
        "id" => "QUAY-DC1, 4 processors, 16 GB\n",
        "t" => Programs(),
        _ => $"\"{command}\" is not a command; ? lists them.\n",
    };

    private static string Programs()
    {
        string[] names = ["system", "sessions", "services", "directory", "printing", "update"];
        var text = new System.Text.StringBuilder("Id     Memory   Program\n");
        for (int i = 0; i < names.Length; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture,
                $"{i * 212 + 4,-6} {Random.Shared.Next(2, 90),3} MB   {names[i]}\n");
        }

        return text.ToString();
    }
}
