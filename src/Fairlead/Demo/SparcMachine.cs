namespace Fairlead.Demo;

/// <summary>
/// A workstation with Open Firmware (IEEE 1275): a BREAK, or CR ~ Ctrl-B, stops the system and reaches the ok prompt,
/// <c>go</c> continues, <c>boot</c> starts again.
/// </summary>
sealed class SparcMachine : IDemoMachine
{
    private static readonly (string Command, string Answer)[] s_answers =
    [
        ("banner", "Lighthouse 210, no keyboard, firmware 4.11, 512 MB, serial number 2040517"),
        ("printenv", "auto-boot?   true\nboot-device  disk net\noutput-device  ttya\nttya-mode  9600,8,n,1,-"),
        ("devalias", "disk   /pci/scsi@2/disk@0\nnet    /pci/network@1\nttya   /ebus/serial@3f8"),
        (".version", "firmware 4.11, self test 2.0"),
        ("probe-scsi", "target 0: disk, 36 GB\ntarget 6: CD-ROM"),
        ("help", "go  boot  reset-all  banner  printenv  devalias  probe-scsi  .version"),
    ];

    private int _escape;

    public void Run(DemoConsole console)
    {
        bool boot = true;
        while (!console.Ended)
        {
            bool stopped = boot && !Boot(console);
            if (stopped || LiveUntilStopped(console))
            {
                boot = Firmware(console);
            }
        }
    }

    private static bool Boot(DemoConsole console)
    {
        console.Write("\n\nLighthouse 210, no keyboard\nfirmware 4.11, 512 MB installed\n\nBoot device: disk\n");
        string[] steps = ["loading kernel", "configuring devices", "checking file systems", "starting services"];
        foreach (string step in steps)
        {
            console.Write($"{step} ... ");
            if (!console.Pause(1.2))
            {
                return false;
            }

            console.Write("done\n");
        }

        return true;
    }

    // True when a BREAK or the alternate sequence stopped the system; false when the machine ended.
    private bool LiveUntilStopped(DemoConsole console)
    {
        const string Prompt = "\nlantern console login: ";
        console.Write(Prompt);
        while (true)
        {
            DemoInput input = console.Next();
            switch (input.Kind)
            {
                case DemoInputKind.Break:
                    return true;
                case DemoInputKind.End:
                    return false;
            }

            _escape = (_escape, input.Key) switch
            {
                (_, 13) => 1,
                (1, (byte)'~') => 2,
                (2, 2) => 3,
                _ => 0,
            };
            if (_escape == 3)
            {
                _escape = 0;
                return true;
            }

            console.Write(input.Key is 13 ? Prompt : input.Key is >= 32 and < 127 ? ((char)input.Key).ToString() : "");
        }
    }

    // True if the machine is to boot.
    private static bool Firmware(DemoConsole console)
    {
        var line = new DemoLine(console);
        console.Next(0.01);
        console.Write("\nThe system is stopped: go continues it, boot starts it again\n");
        while (true)
        {
            console.Write("ok ");
            DemoLineEnd end = line.Read();
            if (end == DemoLineEnd.End)
            {
                return false;
            }

            string command = line.Text.Trim().ToLowerInvariant();
            if (end == DemoLineEnd.Enter && command is "go")
            {
                return false;
            }

            if (end == DemoLineEnd.Enter && (command is "reset-all" || command.Split(' ')[0] is "boot"))
            {
                return true;
            }

            if (end == DemoLineEnd.Enter && command.Length > 0)
            {
                string? answer = s_answers.FirstOrDefault(known => known.Command == command).Answer;
                console.Write((answer ?? $"{command} ?") + "\n");
            }
            else if (end == DemoLineEnd.Break)
            {
                console.Write("\n");
            }
        }
    }
}
