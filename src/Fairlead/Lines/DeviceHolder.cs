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
                && Has(process, device))
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

    private static bool Has(string process, string device)
    {
        try
        {
            return Directory.EnumerateFileSystemEntries(Path.Combine(process, "fd"))
                .Any(entry => new FileInfo(entry).LinkTarget == device);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It ended meanwhile, or is not ours to see.
            return false;
        }
    }
}
