using System.Globalization;

namespace Fairlead.Ports;

/// <summary>The ports of a device, by number and by name.</summary>
public sealed class PortSet
{
    private const string TagPrefix = "tag:";

    private readonly SortedDictionary<PortNumber, ConsolePort> _ports = [];

    /// <summary>By number.</summary>
    public IReadOnlyCollection<ConsolePort> All => _ports.Values;

    /// <summary>
    /// The limit on sessions of all ports together; given to every <see cref="ConsolePort"/> that is made.
    /// </summary>
    public SessionBudget Sessions { get; } = new();

    /// <exception cref="ArgumentException">The number or the name is taken already.</exception>
    public void Add(ConsolePort port)
    {
        if (ByName(port.Name) is { } other)
        {
            throw new ArgumentException($"port {other.Number} is called {port.Name} already", nameof(port));
        }

        _ports.Add(port.Number, port);
    }

    /// <summary>Takes the port out; whoever does closes it. False if it is not there.</summary>
    public bool Remove(PortNumber number) => _ports.Remove(number);

    public ConsolePort? ByNumber(PortNumber number) => _ports.GetValueOrDefault(number);

    /// <summary>By its whole name; upper and lower case are the same.</summary>
    public ConsolePort? ByName(string name) =>
        All.FirstOrDefault(port => string.Equals(port.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// The ports that a P of the command line names: a number, a name, or <c>tag:x</c>; by number. Empty if none.
    /// </summary>
    public IReadOnlyList<ConsolePort> Find(string named)
    {
        if (named.StartsWith(TagPrefix, StringComparison.Ordinal))
        {
            string tag = named[TagPrefix.Length..];
            return [.. All.Where(port => port.Settings.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))];
        }

        bool isNumber = int.TryParse(named, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number is >= 1 and <= PortNumber.Highest;
        ConsolePort? found = (isNumber ? ByNumber(new PortNumber(number)) : null) ?? ByName(named);
        return found is null ? [] : [found];
    }

    /// <summary>A session of any port; null if there is none of that name.</summary>
    public Session? FindSession(long id) =>
        All.SelectMany(static port => port.Sessions).FirstOrDefault(one => one.Id == id);
}
