using System.Globalization;

namespace Fairlead.Demo;

/// <summary>Boots, says every two seconds that it is well, and every minute or so panics and boots again.</summary>
sealed class PanickingMachine : IDemoMachine
{
    private static readonly string[] s_causes =
    [
        "NULL pointer dereference at 0000000000000018",
        "unable to handle paging request at ffffb3a1c0de0000",
        "soft lockup: CPU#1 stuck for 23 s",
        "hardware error: uncorrected memory at 0x3f8a1000",
    ];

    private static readonly string[] s_functions =
    [
        "queue_drain", "ring_advance", "node_release", "timer_expire", "worker_run", "page_unmap", "irq_complete",
        "link_watch", "dma_finish", "kthread", "ret_from_fork",
    ];

    public void Run(DemoConsole console)
    {
        var kernel = new KernelLog(console);
        while (!console.Ended)
        {
            if (kernel.Boot() && Live(kernel) && Panic(console, kernel) && console.Pause(5))
            {
                console.Write("\n");
                continue;
            }

            // A BREAK is a reset button here.
            console.Next(0.01);
        }
    }

    private static bool Live(KernelLog kernel)
    {
        int beats = Random.Shared.Next(8, 40);
        for (int beat = 0; beat < beats; beat++)
        {
            double load = Random.Shared.NextDouble() * 3;
            int degrees = Random.Shared.Next(38, 74);
            if (!kernel.Say(
                string.Create(CultureInfo.InvariantCulture, $"node7: well, load {load:F2}, {degrees} C"), 2))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Panic(DemoConsole console, KernelLog kernel)
    {
        string cause = s_causes[Random.Shared.Next(s_causes.Length)];
        if (!kernel.Say($"BUG: {cause}", 0.1) || !kernel.Say("Call Trace:", 0.01))
        {
            return false;
        }

        for (int depth = Random.Shared.Next(5, 9); depth > 0; depth--)
        {
            string function = s_functions[Random.Shared.Next(s_functions.Length)];
            if (!kernel.Say($" {function}+0x{Random.Shared.Next(16, 900):x}/0x{Random.Shared.Next(900, 4000):x}", 0.01))
            {
                return false;
            }
        }

        bool said = kernel.Say($"Kernel panic - not syncing: {cause}", 0.05)
            && kernel.Say("rebooting in 5 seconds", 0.01);
        return said && !console.Ended;
    }
}
