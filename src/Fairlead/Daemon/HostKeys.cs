using Fairlead.Ssh;

namespace Fairlead.Daemon;

/// <summary>The device's SSH host key: made at the first start, readable by the daemon alone.</summary>
static class HostKeys
{
    private const string FileName = "ssh_host_ed25519_key";

    /// <param name="stateDirectory">Where it is kept.</param>
    /// <param name="made">True if it did not exist.</param>
    /// <exception cref="IOException">The file cannot be read or written.</exception>
    /// <exception cref="FormatException">The file holds no key that we can use.</exception>
    public static SshHostKey LoadOrMake(string stateDirectory, out bool made)
    {
        string path = Path.Combine(stateDirectory, FileName);
        made = !File.Exists(path);
        if (!made)
        {
            return SshHostKey.Load(File.ReadAllBytes(path));
        }

        SshHostKey key = SshHostKey.CreateEd25519();
        string half = path + ".new";
        using (var file = new FileStream(half, new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.Write(key.ExportOpenSsh());
            file.Flush(flushToDisk: true);
        }

        File.Move(half, path, overwrite: false);
        return key;
    }
}
