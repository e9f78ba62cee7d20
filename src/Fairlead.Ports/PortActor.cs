namespace Fairlead.Ports;

/// <summary>Who does something on a port, for people and the audit trail.</summary>
/// <param name="User">The user's name.</param>
/// <param name="From">"192.0.2.7:51234", "local".</param>
/// <param name="Door">"ssh 2001", "command line".</param>
public sealed record PortActor(string User, string From, string Door)
{
    /// <summary>"alice from 192.0.2.7:51234".</summary>
    public override string ToString() => $"{User} from {From}";
}
