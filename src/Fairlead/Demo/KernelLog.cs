using System.Globalization;

namespace Fairlead.Demo;

/// <summary>Kernel messages with their time stamps, varied a little so that no two boots are the same.</summary>
sealed class KernelLog(DemoConsole console)
{
    private static readonly string[] s_boot =
    [
        "Linux version 6.12.{0}-console (build@forge) #1 SMP",
        "Command line: console=ttyS0,115200n8 root=/dev/sda2 ro",
        "memory map: {1} MiB usable",
        "smp: bringing up {2} processors",
        "clocksource: chose tsc, {3} MHz",
        "pci 0000:00: scanning bus, {4} functions",
        "serial8250: ttyS0 at I/O 0x3f8, 16550A",
        "ahci 0000:00:1f.2: 6 ports, link up on 2",
        "sd 0:0:0:0: [sda] {5} GiB disk",
        "e1000e 0000:02:00.0 eth0: link is up, 1000 Mbit/s",
        "usb 1-1: new high-speed device number {4}",
        "EXT4-fs (sda2): mounted with ordered data mode",
        "random: generator is ready",
        "thermal zone0: {6} C",
    ];

    private double _uptime;

    /// <summary>The messages of a boot. False when it did not come to its end.</summary>
    public bool Boot()
    {
        _uptime = 0;
        foreach (string line in s_boot)
        {
            if (!Say(Vary(line), 0.05 + Random.Shared.NextDouble() * 0.4))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>One message, after a pause.</summary>
    public bool Say(string line, double pause)
    {
        if (!console.Pause(pause))
        {
            return false;
        }

        _uptime += pause;
        console.Write(string.Create(CultureInfo.InvariantCulture, $"[{_uptime,12:F6}] {line}\n"));
        return true;
    }

    private static string Vary(string line) => string.Format(
        CultureInfo.InvariantCulture,
        line,
        Random.Shared.Next(1, 60),
        1024 << Random.Shared.Next(5),
        2 << Random.Shared.Next(4),
        Random.Shared.Next(1800, 3900),
        Random.Shared.Next(3, 24),
        120 << Random.Shared.Next(4),
        Random.Shared.Next(34, 61));
}
