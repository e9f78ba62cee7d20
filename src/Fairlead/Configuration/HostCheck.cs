using System.Globalization;
using Fairlead.Configuration.Toml;

namespace Fairlead.Configuration;

/// <summary>
/// Warns of programs of this machine that already use, or will grab, a configured device: a getty, the kernel's
/// console, ModemManager, brltty.
/// </summary>
/// <param name="proc">The mount point of proc(5).</param>
/// <param name="resolve">The device behind a symbolic link: "/dev/serial/by-id/…" → "/dev/ttyUSB0".</param>
sealed class HostCheck(string proc, Func<string, string> resolve)
{
    /// <summary>The check of the machine that runs it.</summary>
    public static HostCheck ThisMachine { get; } = new("/proc", ResolveLink);

    /// <summary>One warning for each program and device, with the place of the device in the file.</summary>
    public IEnumerable<Problem> Warnings(DeviceConfiguration configuration, string text)
    {
        IReadOnlyList<HostProcess> processes = HostProcess.All(proc);
        HashSet<string> consoles = KernelConsoles();
        foreach (PortConfiguration port in configuration.Ports.AsEnumerable())
        {
            if (port.Line is not LineConfiguration.Serial { Device: var device })
            {
                continue;
            }

            string tty = resolve(device)["/dev/".Length..];
            TomlPlace place = PlaceOf(text, device);
            if (consoles.Contains(tty))
            {
                yield return Warn(
                    place, $"the kernel's console is on {device}; expected no console={tty} on its command line");
            }

            foreach (HostProcess process in processes)
            {
                if (Claim(process, tty) is { } claim)
                {
                    yield return Warn(place, string.Create(
                        CultureInfo.InvariantCulture, $"{process.Name} (process {process.Id}) {claim} {device}"));
                }
            }
        }
    }

    private static Problem Warn(TomlPlace place, string message) =>
        new(Severity.Warning, place.Line, place.Column, message);

    private static string? Claim(HostProcess process, string tty) => process.Name switch
    {
        _ when process.Name.EndsWith("getty", StringComparison.Ordinal) && process.HasArgument(tty) =>
            "asks for logins on",
        "ModemManager" when IsHotPlugged(tty) => "probes what is plugged in, also on",
        "brltty" when IsHotPlugged(tty) => "looks for braille displays, also on",
        _ => null,
    };

    private static bool IsHotPlugged(string tty) =>
        tty.StartsWith("ttyUSB", StringComparison.Ordinal) || tty.StartsWith("ttyACM", StringComparison.Ordinal);

    // /proc/consoles has "ttyS0   -W- (EC   a)    4:64"; the command line has console=ttyS0,115200.
    private HashSet<string> KernelConsoles()
    {
        HashSet<string> consoles = [];
        foreach (string line in ReadText("consoles").Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            consoles.Add(line.Split(' ', 2)[0]);
        }

        foreach (string word in ReadText("cmdline").Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.StartsWith("console=", StringComparison.Ordinal))
            {
                consoles.Add(word["console=".Length..].Split(',', 2)[0]);
            }
        }

        return consoles;
    }

    private string ReadText(string name)
    {
        string path = Path.Combine(proc, name);
        return File.Exists(path) ? File.ReadAllText(path) : "";
    }

    // Devices are unique in a checked file, and a path is written as it is read.
    private static TomlPlace PlaceOf(string text, string device)
    {
        int at = Math.Max(0, text.IndexOf('"' + device + '"', StringComparison.Ordinal));
        ReadOnlySpan<char> before = text.AsSpan(0, at);
        return new TomlPlace(before.Count('\n') + 1, at - before.LastIndexOf('\n'));
    }

    private static string ResolveLink(string device)
    {
        string? target = File.Exists(device) ? File.ResolveLinkTarget(device, returnFinalTarget: true)?.FullName : null;
        return target is not null && target.StartsWith("/dev/", StringComparison.Ordinal) ? target : device;
    }
}
