using Fairlead.Access;
using Fairlead.Ports;

namespace Fairlead.Doors;

/// <summary>
/// Finds a port for somebody. A port that they may not watch is not told apart from one that does not exist.
/// </summary>
static class PortLookup
{
    public static PortIdentity Identity(ConsolePort port) =>
        new(port.Number.Value, port.Settings.Name, port.Settings.Tags);

    /// <param name="name">A number, with or without a leading zero, a name, or a tag that one port has.</param>
    public static ConsolePort? Find(PortSet ports, Gate gate, Subject subject, string name, out string refusal)
    {
        ConsolePort? port = ports.Find(name) is [var only] ? only : null;
        if (port is not null && gate.Decide(subject, Act.Watch, Identity(port)).IsAllowed)
        {
            refusal = "";
            return port;
        }

        refusal = $"there is no port '{Printable.Text(name)}' that {subject.User} may watch";
        return null;
    }
}
