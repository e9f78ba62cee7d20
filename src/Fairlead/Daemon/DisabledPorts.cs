using Fairlead.Ports;
using Fairlead.SystemServices;

namespace Fairlead.Daemon;

/// <summary>Remembers over restarts which ports an administrator disabled:
/// a file <c>disabled</c> in the port's folder.</summary>
sealed class DisabledPorts(string stateDirectory)
{
    private const string FileName = "disabled";

    public bool Contains(PortNumber port) => File.Exists(PathOf(port));

    /// <exception cref="IOException">The state directory cannot be written.</exception>
    public void Set(PortNumber port, bool disabled)
    {
        string path = PathOf(port);
        if (!disabled)
        {
            File.Delete(path);
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write);
        file.Flush(flushToDisk: true);
    }

    private string PathOf(PortNumber port) => Path.Combine(StateDirectory.PortPath(stateDirectory, port), FileName);
}
