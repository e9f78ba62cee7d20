using Fairlead.Access;
using Fairlead.Configuration.Toml;

namespace Fairlead.Configuration.Reading;

/// <summary>Reads one [[rule]] after the other, when users and ports are known.</summary>
sealed class RuleReader(UserReader users, PortReader ports)
{
    private int _number;

    public Rule Read(TableReader table)
    {
        List<string> names = [];
        List<string> groups = [];
        foreach (TomlString who in Required(table, "who"))
        {
            ReadWho(who, names, groups, table.Problems);
        }

        List<Network>? from = ReadFrom(table, out bool local);
        List<PortSelector>? selected = ReadPorts(table);
        List<Act> may = [];
        foreach (TomlString act in Required(table, "may"))
        {
            if (ActNames.TryParse(act.Value, out Act parsed))
            {
                may.Add(parsed);
            }
            else
            {
                table.Problems.Error(
                    act,
                    $"unknown act \"{act.Value}\""
                        + Suggestion.For(
                            act.Value, ActNames.All, $"; expected one of {string.Join(", ", ActNames.All)}"));
            }
        }

        return new Rule
        {
            Number = ++_number,
            Users = [.. names.Distinct()],
            Groups = [.. groups.Distinct()],
            From = from is null ? null : ValueList.Create<Network>([.. from]),
            FromLocal = local,
            Ports = selected is null ? null : ValueList.Create<PortSelector>([.. selected]),
            May = [.. may.Distinct().Order()],
        };
    }

    // A list that must be there and hold something.
    private static List<TomlString> Required(TableReader table, string key)
    {
        List<TomlString>? texts = table.Texts(key);
        if (!table.Has(key))
        {
            table.Missing(key);
        }

        return NotEmpty(table, key, texts);
    }

    private static List<TomlString> NotEmpty(TableReader table, string key, List<TomlString>? texts)
    {
        if (texts is { Count: 0 })
        {
            string names =
                key switch { "who" => "nobody", "from" => "no network", "ports" => "no port", _ => "no act" };
            table.Problems.Error(
                table.PlaceOf(key), $"\"{key}\" names {names}; expected {KnownKeys.Rule.ExpectedOf(key)}");
        }

        return texts ?? [];
    }

    private void ReadWho(TomlString who, List<string> names, List<string> groups, ProblemList problems)
    {
        bool isGroup = who.Value.StartsWith('@');
        string name = isGroup ? who.Value[1..] : who.Value;
        if (isGroup ? users.Groups.Contains(name) : users.UserNames.All.Contains(name, StringComparer.Ordinal))
        {
            (isGroup ? groups : names).Add(name);
            return;
        }

        string suggestion = Suggestion.For(
            who.Value,
            [.. users.UserNames.All, .. users.Groups.Select(group => "@" + group)],
            isGroup ? "; expected a group that a [[user]] is in"
                : "; expected the name of a [[user]], or @ and a group");
        problems.Error(who, $"there is no {(isGroup ? "group" : "user")} \"{name}\"{suggestion}");
    }

    private static List<Network>? ReadFrom(TableReader table, out bool local)
    {
        local = false;
        List<TomlString>? texts = table.Texts("from");
        if (texts is null)
        {
            return null;
        }

        List<Network> from = [];
        foreach (TomlString text in NotEmpty(table, "from", texts))
        {
            if (text.Value == "local")
            {
                local = true;
            }
            else if (Network.TryParse(text.Value, out Network network, out string problem))
            {
                from.Add(network);
            }
            else
            {
                table.Wrong("from", text, problem);
            }
        }

        return from;
    }

    private List<PortSelector>? ReadPorts(TableReader table)
    {
        List<TomlString>? texts = table.Texts("ports");
        if (texts is null)
        {
            return null;
        }

        List<PortSelector> selected = [];
        foreach (TomlString text in NotEmpty(table, "ports", texts))
        {
            PortSelector? selector = PortSelector.Parse(text.Value, out string problem);
            if (selector is null)
            {
                table.Wrong("ports", text, problem);
            }
            else if (Unknown(selector) is { } unknown)
            {
                table.Problems.Error(text, unknown);
            }
            else
            {
                selected.Add(selector);
            }
        }

        return selected;
    }

    // A range may run past the ports there are; what is named one by one must be there.
    private string? Unknown(PortSelector selector) => selector switch
    {
        PortSelector.Range(int first, int last) when first == last && !ports.Numbers.Contains(first) =>
            $"there is no port {first}; expected the number of a [[port]], or a range",
        PortSelector.Named(string name) when !ports.PortNames.All.Contains(name, StringComparer.Ordinal) =>
            $"there is no port named \"{name}\""
                + Suggestion.For(name, ports.PortNames.All, "; expected the name of a [[port]]"),
        PortSelector.Tagged(string tag) when !ports.Tags.Contains(tag) =>
            $"no port has the tag \"{tag}\"" + Suggestion.For(tag, ports.Tags, "; expected a tag of a [[port]]"),
        _ => null,
    };
}
