using System.Globalization;

namespace Fairlead.Configuration;

/// <summary>A process of this machine, as proc(5) shows it.</summary>
/// <param name="Name">The last part of the program's path.</param>
/// <param name="Arguments">Without the program itself.</param>
sealed record HostProcess(int Id, string Name, IReadOnlyList<string> Arguments)
{
    /// <summary>All processes that can be read, by id.</summary>
    public static IReadOnlyList<HostProcess> All(string proc)
    {
        List<HostProcess> processes = [];
        foreach (string directory in Directory.EnumerateDirectories(proc))
        {
            if (int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                && Read(directory, id) is { } process)
            {
                processes.Add(process);
            }
        }

        processes.Sort((left, right) => left.Id.CompareTo(right.Id));
        return processes;
    }

    /// <summary>True if an argument is the tty's name, with or without /dev/.</summary>
    public bool HasArgument(string tty) => Arguments.Any(argument => argument == tty || argument == "/dev/" + tty);

    private static HostProcess? Read(string directory, int id)
    {
        try
        {
            string[] words = File.ReadAllText(Path.Combine(directory, "cmdline")).TrimEnd('\0').Split('\0');
            string name = Path.GetFileName(words[0]).TrimStart('-');
            return name.Length == 0 ? null : new HostProcess(id, name, words[1..]);
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            // It ended while the list was made, or hides from us.
            return null;
        }
    }
}
