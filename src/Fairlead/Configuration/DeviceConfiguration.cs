using Fairlead.Access;

namespace Fairlead.Configuration;

/// <summary>
/// One whole, checked configuration. Immutable and compared by value: two files that say the same are equal, whatever
/// their comments and order of keys.
/// </summary>
sealed record DeviceConfiguration
{
    public DeviceSettings Device { get; init; } = new();

    public SshSettings Ssh { get; init; } = new();

    public WebSettings Web { get; init; } = new();

    public LogSettings Log { get; init; } = new();

    /// <summary>By number.</summary>
    public ValueList<PortConfiguration> Ports { get; init; }

    public ValueList<User> Users { get; init; }

    /// <summary>In the order of the file.</summary>
    public ValueList<Rule> Rules { get; init; }

    public ValueList<BreakConfiguration> Breaks { get; init; }

    /// <summary>The port of that number, or null.</summary>
    public PortConfiguration? FindPort(int number)
    {
        foreach (PortConfiguration port in Ports)
        {
            if (port.Number.Value == number)
            {
                return port;
            }
        }

        return null;
    }

    /// <summary>Users and rules in the form in which the gate asks them.</summary>
    public AccessPolicy ToPolicy() => new(Users, Rules);
}
