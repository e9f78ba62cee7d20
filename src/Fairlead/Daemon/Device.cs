using Fairlead.Access;
using Fairlead.Access.Passwords;
using Fairlead.Audit;
using Fairlead.Configuration;
using Fairlead.Ports;
using Fairlead.Shell;

namespace Fairlead.Daemon;

/// <summary>What the doors and commands work on. Made once by the daemon; used on the loop.</summary>
sealed class Device
{
    public required EventLoop Loop { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>The configuration in force.</summary>
    public required DeviceConfiguration Configuration { get; set; }

    public required Gate Gate { get; init; }

    public required PasswordVerifier Passwords { get; init; }

    public required PortSet Ports { get; init; }

    public required AuditLog Audit { get; init; }

    public required Interpreter Interpreter { get; init; }

    /// <summary>Completes when the ports are there: the doors listen before that, and commands wait for it.</summary>
    public required Task Started { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Awaits something that nobody else does; a fault in it is reported and harms nothing else.</summary>
    public required Action<Task> Watch { get; init; }

    /// <summary>"ssh-ed25519 SHA256:…", one for each host key.</summary>
    public required IReadOnlyList<string> HostKeys { get; init; }

    /// <summary>Listeners that do not listen, and other things an administrator should know.</summary>
    public required Func<IEnumerable<string>> Problems { get; init; }
}
