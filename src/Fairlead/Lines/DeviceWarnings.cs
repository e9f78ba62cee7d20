using System.Globalization;

namespace Fairlead.Lines;

/// <summary>
/// Programs that are known to get at serial devices behind everybody's back: a getty, the kernel's console,
/// ModemManager, brltty. For <c>fairlead check</c>; blocking.
/// </summary>
/// <param name="proc">Where proc(5) is mounted.</param>
sealed class DeviceWarnings(string proc = "/proc")
{
    private static readonly string[] s_gettys = ["agetty", "getty", "mgetty", "login"];
    private static readonly string[] s_probers = ["ModemManager", "brltty"];

    /// <summary>One sentence for each, each fit to stand after the device's line of the configuration.</summary>
    public IEnumerable<string> For(string device)
    {
        string real = DeviceLock.RealPath(device);
        string name = real.StartsWith("/dev/", StringComparison.Ordinal) ? real[5..] : real;
        if (IsKernelConsole(name))
        {
            yield return $"{device} is a console of this machine's kernel (console={name} on its command line)";
        }

        foreach ((int pid, string[] command) in Processes())
        {
            string program = Path.GetFileName(command[0]).TrimStart('-');
            if (s_gettys.Contains(program) && command.Skip(1).Any(a => a == name || a == real))
            {
                yield return $"{device} has a login prompt of this machine on it: {program} (pid {pid}); "
                    + $"disable serial-getty@{name}";
            }
            else if (s_probers.Contains(program) && (name.StartsWith("ttyUSB", StringComparison.Ordinal)
                || name.StartsWith("ttyACM", StringComparison.Ordinal)))
            {
                yield return $"{program} (pid {pid}) probes USB adapters and may send to {device}; "
                    + "disable it or tell it to ignore the device";
            }
        }
    }

    private bool IsKernelConsole(string name)
    {
        string path = Path.Combine(proc, "consoles");
        return File.Exists(path) && File.ReadLines(path).Any(line => line.Split(' ')[0] == name);
    }

    private IEnumerable<(int Pid, string[] Command)> Processes()
    {
        foreach (string directory in Directory.EnumerateDirectories(proc))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && CommandOf(directory) is { Length: > 0 } command)
            {
                yield return (pid, command);
            }
        }
    }

    private static string[] CommandOf(string directory)
    {
        try
        {
            return File.ReadAllText(Path.Combine(directory, "cmdline"))
                .Split('\0', StringSplitOptions.RemoveEmptyEntries);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile.
            return [];
        }
    }
}
