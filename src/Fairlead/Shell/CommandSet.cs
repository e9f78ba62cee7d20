using Fairlead.Ports;
using Fairlead.Shell.Commands;

namespace Fairlead.Shell;

/// <summary>Every command there is, in the order of <c>help</c>.</summary>
static class CommandSet
{
    public static Interpreter Make() => new(
    [
        new ShowPorts(),
        new ShowPort(),
        new ShowSessions("show sessions"),
        new ShowSessions("who"),
        new ShowStatus(),
        new ShowUsers(),
        new ShowVersion("show version"),
        new ShowVersion("version"),
        new Connect("connect", SessionMode.ReadWrite),
        new Connect("watch", SessionMode.ReadOnly),
        new Log(),
        new Send(),
        new Break(),
        new Takeover(),
        new Kick(),
        new PortState(),
        new Help(),
    ]);
}
