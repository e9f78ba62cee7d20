using System.Globalization;
using System.Text;
using Fairlead.Ports;
using Fairlead.SystemServices;

namespace Fairlead.Logs;

/// <summary>The files of a port's log in the state directory, DIR/ports/NN/.</summary>
sealed class PortLogPlace(string statePath, PortNumber port)
{
    /// <summary>DIR/ports/NN.</summary>
    public string Path { get; } = StateDirectory.PortPath(statePath, port);

    /// <summary>The ring of the last clean stop.</summary>
    public string SavedRing => System.IO.Path.Join(Path, "ring.saved");

    /// <summary>Where the live ring is, as the file <c>ring</c> names it; null if there is no such file.</summary>
    public string? NamedRing
    {
        get
        {
            try
            {
                return File.ReadAllText(RingName).Trim() is { Length: > 0 } named ? named : null;
            }
            catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
        }
    }

    private string RingName => System.IO.Path.Join(Path, "ring");

    private string LeaseName => System.IO.Path.Join(Path, "lease");

    /// <summary>
    /// Says where the live ring is. Not synced: a power cut takes the ring itself, and what it named is then missing.
    /// </summary>
    public void NameRing(string path)
    {
        if (NamedRing != path)
        {
            string temporary = RingName + ".new";
            File.WriteAllText(temporary, path + "\n");
            File.Move(temporary, RingName, overwrite: true);
        }
    }

    /// <summary>The durable lease; null if none was ever made.</summary>
    /// <exception cref="InvalidDataException">The file is not what <see cref="WriteLease"/> writes.</exception>
    public PositionLease? ReadLease()
    {
        if (!File.Exists(LeaseName))
        {
            return null;
        }

        string text = File.ReadAllText(LeaseName);
        return long.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long upTo)
            ? new PositionLease(upTo)
            : throw new InvalidDataException($"{LeaseName} holds no position");
    }

    /// <summary>Makes a lease durable. May block on the disk.</summary>
    /// <exception cref="IOException">The disk does not take it; the old lease still holds.</exception>
    public void WriteLease(PositionLease lease) => DurableFile.Replace(
        LeaseName, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{lease.UpTo}\n")));
}
