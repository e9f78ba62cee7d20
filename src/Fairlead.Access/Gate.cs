using System.Net;

namespace Fairlead.Access;

/// <summary>Somebody whose identity was proven, and where they come from.</summary>
/// <param name="User">The user's name; for the local socket's root or daemon user,
/// the name of the local administrator.</param>
/// <param name="Groups">Groups without the @ sign.</param>
/// <param name="From">Source address; null on the local socket.</param>
/// <param name="Door">The door they came through.</param>
/// <param name="Method">How the identity was proven: "publickey", "password", "peer-credentials".</param>
/// <param name="IsLocalAdministrator">True only on the local socket, for uid 0 and the daemon's own user.</param>
public sealed record Subject(
    string User,
    IReadOnlySet<string> Groups,
    IPAddress? From,
    Door Door,
    string Method,
    bool IsLocalAdministrator = false);

/// <summary>A port as rules name it: by number, name or tag.</summary>
public sealed record PortIdentity(int Number, string Name, IReadOnlyList<string> Tags);

/// <summary>The gate's answer. A refusal is an answer, not an error.</summary>
public abstract record Decision
{
    private Decision()
    {
    }

    /// <summary>True if the act may be done.</summary>
    public bool IsAllowed => this is Allowed;

    /// <param name="By">What allowed it, for the audit trail: "rule 3", "local administrator".</param>
    public sealed record Allowed(string By) : Decision;

    /// <param name="Reason">What to tell the person: "no rule allows alice to break on db1 from 10.1.2.3".</param>
    public sealed record Denied(string Reason) : Decision;
}

/// <summary>
/// The one place that is asked before anything is done, whichever door it came through. Used on the loop only.
/// </summary>
public sealed class Gate(AccessPolicy policy)
{
    private static readonly Decision.Allowed s_localAdministrator = new("local administrator");

    /// <summary>The policy that answers from now on; a reload sets it.</summary>
    public AccessPolicy Policy { get; set; } = policy;

    /// <summary>
    /// May this subject do this act on this port now? A null port is the device itself, for which only a rule that
    /// covers all ports speaks. Allowing allocates nothing; refusing makes the text for the person.
    /// </summary>
    public Decision Decide(Subject subject, Act act, PortIdentity? port)
    {
        if (subject is { IsLocalAdministrator: true, Door: Door.LocalSocket })
        {
            return s_localAdministrator;
        }

        Decision.Allowed? allowed = Policy.Find(subject, act, port);
        return allowed is not null ? allowed : new Decision.Denied(
            $"no rule allows {subject.User} to {ActNames.Phrase(act, port?.Name)} from {Source(subject)}");
    }

    private static string Source(Subject subject) => subject.From switch
    {
        null => "the local socket",
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        { } address => address.ToString(),
    };
}
