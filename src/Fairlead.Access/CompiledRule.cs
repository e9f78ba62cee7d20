using System.Net;

namespace Fairlead.Access;

/// <summary>A rule in the form in which it is asked: bit masks and arrays, and the answer ready to hand out.</summary>
sealed class CompiledRule
{
    private const ulong AllPorts = (1UL << PortSelector.HighestPort) - 1;

    private readonly string[] _users;
    private readonly string[] _groups;
    private readonly Network[]? _from;
    private readonly bool _fromLocal;
    private readonly ulong _numbers;
    private readonly string[] _names;
    private readonly string[] _tags;
    private readonly uint _acts;

    public CompiledRule(Rule rule)
    {
        _users = [.. rule.Users];
        _groups = [.. rule.Groups];
        _from = rule.From is { } from ? [.. from] : null;
        _fromLocal = rule.From is null || rule.FromLocal;
        _numbers = rule.Ports is null ? AllPorts : 0;
        List<string> names = [];
        List<string> tags = [];
        foreach (PortSelector selector in rule.Ports ?? [])
        {
            switch (selector)
            {
                case PortSelector.Range(int first, int last):
                    _numbers |= (AllPorts >> (PortSelector.HighestPort - (last - first + 1))) << (first - 1);
                    break;
                case PortSelector.Named(string name):
                    names.Add(name);
                    break;
                case PortSelector.Tagged(string tag):
                    tags.Add(tag);
                    break;
            }
        }

        _names = [.. names];
        _tags = [.. tags];
        foreach (Act act in rule.May)
        {
            _acts |= 1u << (int)act;
        }

        Answer = new Decision.Allowed($"rule {rule.Number}");
    }

    /// <summary>What the gate answers when this rule allows.</summary>
    public Decision.Allowed Answer { get; }

    /// <summary>True if the rule allows the act; a null <paramref name="port"/> is the device itself.</summary>
    public bool Allows(Subject subject, Act act, PortIdentity? port) =>
        (_acts >> (int)act & 1) != 0 && CoversPort(port) && Names(subject) && CoversSource(subject.From);

    private bool Names(Subject subject)
    {
        foreach (string user in _users)
        {
            if (user == subject.User)
            {
                return true;
            }
        }

        foreach (string group in _groups)
        {
            if (subject.Groups.Contains(group))
            {
                return true;
            }
        }

        return false;
    }

    private bool CoversSource(IPAddress? from)
    {
        if (from is null || _from is null)
        {
            return from is not null || _fromLocal;
        }

        foreach (Network network in _from)
        {
            if (network.Contains(from))
            {
                return true;
            }
        }

        return false;
    }

    private bool CoversPort(PortIdentity? port)
    {
        if (port is null)
        {
            return _numbers == AllPorts;
        }

        if ((uint)(port.Number - 1) < PortSelector.HighestPort && (_numbers >> (port.Number - 1) & 1) != 0)
        {
            return true;
        }

        if (_names.AsSpan().Contains(port.Name))
        {
            return true;
        }

        foreach (string tag in _tags)
        {
            for (int i = 0; i < port.Tags.Count; i++)
            {
                if (port.Tags[i] == tag)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
