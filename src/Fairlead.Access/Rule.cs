namespace Fairlead.Access;

/// <summary>
/// Who may do what, from where, on which ports. Rules only allow; what no rule allows is refused.
/// </summary>
public sealed record Rule
{
    /// <summary>The rule's place in the configuration, from 1, as the audit trail names it.</summary>
    public required int Number { get; init; }

    /// <summary>User names; with <see cref="Groups"/>, at least one.</summary>
    public ValueList<string> Users { get; init; }

    /// <summary>Group names without the @.</summary>
    public ValueList<string> Groups { get; init; }

    /// <summary>Source networks; null for every source, the local socket among them.</summary>
    public ValueList<Network>? From { get; init; }

    /// <summary>
    /// True if the local socket is among the sources although <see cref="From"/> names networks ("local" in the list).
    /// </summary>
    public bool FromLocal { get; init; }

    /// <summary>The ports; null for every port and for the device itself.</summary>
    public ValueList<PortSelector>? Ports { get; init; }

    /// <summary>The acts that are allowed; none includes another.</summary>
    public required ValueList<Act> May { get; init; }
}
