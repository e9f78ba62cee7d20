using System.Globalization;
using Fairlead.Tty;
using Microsoft.Win32.SafeHandles;

namespace Fairlead.SystemServices;

/// <summary>The descriptors that the service manager kept over a restart,
/// by name (sd_listen_fds_with_names(3)).</summary>
sealed class StoredDescriptors
{
    /// <summary>SD_LISTEN_FDS_START.</summary>
    public const int First = 3;

    private const int Most = 1024;

    private readonly List<(string Name, SafeFileHandle Handle)> _held = [];

    private StoredDescriptors()
    {
    }

    /// <summary>Nothing was stored.</summary>
    public static StoredDescriptors None => new();

    /// <summary>The names not yet claimed.</summary>
    public IEnumerable<string> Names => _held.Select(held => held.Name);

    /// <summary>Takes over <paramref name="count"/> descriptors and sees to it that no program inherits them.</summary>
    /// <param name="count">LISTEN_FDS.</param>
    /// <param name="names">LISTEN_FDNAMES, separated by ':'; may be null or short.</param>
    /// <param name="first">The number of the first one.</param>
    public static StoredDescriptors Take(string? count, string? names, int first)
    {
        var stored = new StoredDescriptors();
        if (!int.TryParse(count, CultureInfo.InvariantCulture, out int descriptors) || descriptors is < 1 or > Most)
        {
            return stored;
        }

        string[] given = names?.Split(':') ?? [];
        for (int i = 0; i < descriptors; i++)
        {
            if (Libc.fcntl(first + i, Libc.F_SETFD, Libc.FD_CLOEXEC) == 0)
            {
                string name = i < given.Length ? given[i] : "unknown";
                stored._held.Add((name, new SafeFileHandle(first + i, ownsHandle: true)));
            }
        }

        return stored;
    }

    /// <summary>
    /// The descriptor of that name, owned by the caller from now on; null if there is none. If there are several, the
    /// newest wins and the others are closed.
    /// </summary>
    public SafeFileHandle? Claim(string name)
    {
        SafeFileHandle? claimed = null;
        for (int i = _held.Count - 1; i >= 0; i--)
        {
            if (_held[i].Name != name)
            {
                continue;
            }

            if (claimed is null)
            {
                claimed = _held[i].Handle;
            }
            else
            {
                _held[i].Handle.Dispose();
            }

            _held.RemoveAt(i);
        }

        return claimed;
    }

    /// <summary>Closes what is left and returns the names it had.</summary>
    public IReadOnlyCollection<string> CloseUnclaimed()
    {
        HashSet<string> names = [];
        foreach ((string name, SafeFileHandle handle) in _held)
        {
            handle.Dispose();
            names.Add(name);
        }

        _held.Clear();
        return names;
    }
}
