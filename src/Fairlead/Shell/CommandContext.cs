using System.Collections.Frozen;
using Fairlead.Access;
using Fairlead.Daemon;
using Fairlead.Doors;
using Fairlead.Ports;

namespace Fairlead.Shell;

/// <summary>Who gives a command, from which seat, and what it may assume.</summary>
sealed class CommandContext(Device device, Subject subject, Seat seat)
{
    private AccessPolicy? _policy;
    private Subject? _current;
    private PortSettings? _identityOf;
    private PortIdentity? _identity;

    public Device Device => device;

    /// <summary>
    /// The person as the rules in force know them: groups are today's, and who is no longer a user has none.
    /// </summary>
    public Subject Subject
    {
        get
        {
            if (_current is null || _policy != device.Gate.Policy)
            {
                _policy = device.Gate.Policy;
                _current = Today(_policy);
            }

            return _current;
        }
    }

    public Seat Seat => seat;

    /// <summary>Where from, for people: an address and TCP port, or "local".</summary>
    public required string From { get; init; }

    /// <summary>The port that a command means when it names none:
    /// the one whose listener or selector was used.</summary>
    public string? PortName { get; init; }

    /// <summary>True on the read-only family of TCP ports: whatever the rules allow, nothing is written here.</summary>
    public bool WatchOnly { get; init; }

    /// <summary>The door, for people and the audit trail: "ssh-port", "local-socket".</summary>
    public string DoorName => subject.Door switch
    {
        Door.SshPort => "ssh-port",
        Door.SshWatch => "ssh-watch",
        Door.SshSelector => "ssh-selector",
        Door.SshCommand => "ssh-command",
        _ => "local-socket",
    };

    /// <summary>The person, as ports name who did something.</summary>
    public PortActor Actor => new(subject.User, From, DoorName);

    // Asked at every key of a writer, so the last answer is kept.
    private PortIdentity IdentityOf(ConsolePort port)
    {
        if (_identityOf != port.Settings || _identity?.Number != port.Number.Value)
        {
            (_identityOf, _identity) = (port.Settings, PortLookup.Identity(port));
        }

        return _identity;
    }

    /// <summary>True if the port may be shown at all.</summary>
    public bool MayWatch(ConsolePort port) =>
        device.Gate.Decide(Subject, Act.Watch, PortLookup.Identity(port)).IsAllowed;

    /// <summary>Says why something was refused; the exit code of a port's answer.</summary>
    public int Tell(PortAnswer answer)
    {
        if (answer.Reason is not { } reason)
        {
            return ExitCode.Done;
        }

        seat.Error(reason + "\n");
        return ExitCode.Failed;
    }

    /// <summary>The gate's answer for a port.</summary>
    public Decision Decide(Act act, ConsolePort port)
    {
        if (WatchOnly && act is not (Act.Watch or Act.Log))
        {
            return new Decision.Denied("this TCP port is read-only");
        }

        Decision decision = device.Gate.Decide(Subject, act, IdentityOf(port));
        device.Audit.Decided(Subject, act, port.Number, decision);
        return decision;
    }

    /// <summary>The gate's answer for the whole device.</summary>
    public Decision Decide(Act act)
    {
        if (WatchOnly)
        {
            return new Decision.Denied("this TCP port is read-only");
        }

        Decision decision = device.Gate.Decide(Subject, act, null);
        device.Audit.Decided(Subject, act, null, decision);
        return decision;
    }

    /// <summary>The ports that the person may watch, in order.</summary>
    public IEnumerable<ConsolePort> VisiblePorts() =>
        device.Ports.All.Where(MayWatch);

    /// <summary>The port a word means, or null after having said why not.</summary>
    public ConsolePort? Find(string name)
    {
        ConsolePort? port = PortLookup.Find(device.Ports, device.Gate, Subject, name, out string refusal);
        if (port is null)
        {
            seat.Error(refusal + "\n");
        }

        return port;
    }

    /// <summary>True if the act is allowed on the port; says why not.</summary>
    public bool Allows(Act act, ConsolePort port)
    {
        if (Decide(act, port) is Decision.Denied denied)
        {
            seat.Error(denied.Reason + "\n");
            return false;
        }

        return true;
    }

    /// <summary>True if the act is allowed on the device; says why not.</summary>
    public bool Allows(Act act)
    {
        if (Decide(act) is Decision.Denied denied)
        {
            seat.Error(denied.Reason + "\n");
            return false;
        }

        return true;
    }

    private Subject Today(AccessPolicy policy)
    {
        if (subject.IsLocalAdministrator)
        {
            return subject;
        }

        return policy.FindUser(subject.User) is { } user
            ? subject with { Groups = user.Groups.AsEnumerable().ToFrozenSet() }
            : subject with { Groups = FrozenSet<string>.Empty };
    }
}
