namespace Fairlead.Access;

/// <summary>Users and rules of one revision. Immutable; a reload makes another and swaps it in at the gate.</summary>
public sealed class AccessPolicy
{
    private readonly Dictionary<string, User> _users = new(StringComparer.Ordinal);
    private readonly CompiledRule[] _rules;

    /// <param name="users">Names must be unique.</param>
    /// <param name="rules">In the order in which they are asked; the first that allows is named in the answer.</param>
    public AccessPolicy(IEnumerable<User> users, IEnumerable<Rule> rules)
    {
        foreach (User user in users)
        {
            _users.Add(user.Name, user);
        }

        _rules = [.. rules.Select(rule => new CompiledRule(rule))];
    }

    /// <summary>A policy without users and rules: it allows nothing.</summary>
    public static AccessPolicy Empty { get; } = new([], []);

    public IReadOnlyCollection<User> Users => _users.Values;

    /// <summary>The user of that name, or null.</summary>
    public User? FindUser(string name) => _users.GetValueOrDefault(name);

    /// <summary>The first rule's answer that allows the act, or null. Allocates nothing.</summary>
    internal Decision.Allowed? Find(Subject subject, Act act, PortIdentity? port)
    {
        foreach (CompiledRule rule in _rules)
        {
            if (rule.Allows(subject, act, port))
            {
                return rule.Answer;
            }
        }

        return null;
    }
}
