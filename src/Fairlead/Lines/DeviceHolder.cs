using System.Globalization;

namespace Fairlead.Lines;

/// <summary>Names the process that has a device open. Blocking; used off the loop.</summary>
static class DeviceHolder
{
    /// <summary>"minicom (pid 812)", or "another program" if /proc does not show it to us.</summary>
    public static string Find(string device)
    {
        foreach (string process in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(process), NumberStyles.None, CultureInfo.InvariantCulture, out int pid)
                && Has(pid, device))
            {
                return Name(pid);
            }
        }

        return "another program";
    }

    /// <summary>"minicom (pid 812)".</summary>
    public static string Name(int pid)
    {
        string id = pid.ToString(CultureInfo.InvariantCulture);
        try
        {
            return $"{File.ReadAllText($"/proc/{id}/comm").Trim()} (pid {id})";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"pid {id}";
        }
    }

    /// <summary>True if that process has the device open and we may see it.</summary>
    public static bool Has(int pid, string device)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/fd"))
                .Any(entry => new FileInfo(entry).LinkTarget == device);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is not ours to see.
            return false;
        }
    }

    /// <summary>When that process began, in UTC; null if it has ended.</summary>
    public static DateTime? BeganAt(int pid)
    {
        try
        {
            // proc_pid_stat(5): field 22, in hundredths of a second since the start. Field 3 follows the name.
            string stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/stat"));
            string ticks = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
            string uptime = File.ReadAllText("/proc/uptime").Split(' ')[0];
            double age = double.Parse(uptime, CultureInfo.InvariantCulture)
                - (long.Parse(ticks, CultureInfo.InvariantCulture) / 100.0);
            return DateTime.UtcNow - TimeSpan.FromSeconds(age);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
