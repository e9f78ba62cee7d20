using System.Globalization;
using Fairlead.Configuration.Toml;

namespace Fairlead.Configuration.Reading;

/// <summary>
/// Reads the values of one table, each as the type that its key has, and reports what is not so. What is wrong reads as
/// the default, so that the rest is checked too.
/// </summary>
sealed class TableReader
{
    private readonly TomlTable _table;
    private readonly KnownTable _known;

    /// <summary>Reports every key that is not known.</summary>
    public TableReader(TomlTable table, KnownTable known, ProblemList problems)
    {
        _table = table;
        _known = known;
        Problems = problems;
        foreach (TomlEntry entry in table.Entries)
        {
            if (!Array.Exists(known.Keys, key => key.Name == entry.Key))
            {
                string[] names = [.. known.Keys.Select(key => key.Name)];
                problems.Error(
                    entry.Place,
                    $"unknown key \"{entry.Key}\" in {known.Title}"
                        + Suggestion.For(entry.Key, names, $"; expected one of {string.Join(", ", names)}"));
            }
        }
    }

    public ProblemList Problems { get; }

    /// <summary>Where the table begins.</summary>
    public TomlPlace Place => new(_table.Line, _table.Column);

    public bool Has(string key) => _table.Find(key) is not null;

    /// <summary>Where the key's value stands, or the table if there is no such key.</summary>
    public TomlPlace PlaceOf(string key) =>
        _table.Find(key)?.Value is { } value ? new TomlPlace(value.Line, value.Column) : Place;

    /// <summary>Reports that the table lacks a key that it must have.</summary>
    public void Missing(string key) =>
        Problems.Error(Place, $"{_known.Title} has no \"{key}\"; expected {_known.ExpectedOf(key)}");

    /// <summary>Reports that a value is not what the key expects.</summary>
    public void Wrong(string key, TomlNode value) => Problems.Error(
        value, $"\"{key}\" is {Show(value)}; expected {_known.ExpectedOf(key)}");

    /// <summary>Reports what is wrong with a value, followed by what is expected.</summary>
    public void Wrong(string key, TomlNode value, string problem) =>
        Problems.Error(value, $"{problem}; expected {_known.ExpectedOf(key)}");

    /// <summary>The key's string, or null if there is none.</summary>
    public TomlString? Text(string key) => Value<TomlString>(key);

    /// <summary>The key's string if it is as it must be, else null.</summary>
    public string? Text(string key, Func<string, bool> isValid)
    {
        if (Text(key) is not { } text)
        {
            return null;
        }

        if (isValid(text.Value))
        {
            return text.Value;
        }

        Wrong(key, text);
        return null;
    }

    public bool Flag(string key, bool otherwise) => Value<TomlBoolean>(key)?.Value ?? otherwise;

    public int Integer(string key, int otherwise, int lowest, int highest)
    {
        if (Value<TomlInteger>(key) is not { } integer)
        {
            return otherwise;
        }

        if (integer.Value >= lowest && integer.Value <= highest)
        {
            return (int)integer.Value;
        }

        Wrong(key, integer);
        return otherwise;
    }

    public TimeSpan Time(string key, TimeSpan otherwise, TimeSpan lowest, TimeSpan highest, bool orZero = false)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (Units.TryTime(text.Value, out TimeSpan time)
            && ((time >= lowest && time <= highest) || (orZero && time == TimeSpan.Zero)))
        {
            return time;
        }

        Wrong(key, text);
        return otherwise;
    }

    public long Size(string key, long otherwise, long lowest, long highest, long multipleOf = 1)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        if (Units.TrySize(text.Value, out long size) && size >= lowest && size <= highest && size % multipleOf == 0)
        {
            return size;
        }

        Wrong(key, text);
        return otherwise;
    }

    /// <summary>The value whose name the key has.</summary>
    public T Choice<T>(string key, T otherwise, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        if (Text(key) is not { } text)
        {
            return otherwise;
        }

        foreach ((string name, T value) in choices)
        {
            if (name == text.Value)
            {
                return value;
            }
        }

        Wrong(key, text);
        return otherwise;
    }

    /// <summary>The strings of the key's array; null if there is no such key.</summary>
    public List<TomlString>? Texts(string key)
    {
        if (Value<TomlArray>(key) is not { } array)
        {
            return null;
        }

        List<TomlString> texts = [];
        foreach (TomlNode item in array.Items)
        {
            if (item is TomlString text)
            {
                texts.Add(text);
            }
            else
            {
                Problems.Error(item, $"\"{key}\" holds {item.Type}; expected {_known.ExpectedOf(key)}");
            }
        }

        return texts;
    }

    /// <summary>The strings of the key's array that are as they must be, each once.</summary>
    public string[] Texts(string key, Func<string, bool> isValid)
    {
        List<string> texts = [];
        foreach (TomlString text in Texts(key) ?? [])
        {
            if (!isValid(text.Value))
            {
                Wrong(key, text, $"\"{key}\" holds {Show(text)}");
            }
            else if (!texts.Contains(text.Value))
            {
                texts.Add(text.Value);
            }
        }

        return [.. texts];
    }

    /// <summary>The key's table; null if there is none.</summary>
    public TableReader? Table(string key, KnownTable known) =>
        Value<TomlTable>(key) is { } table ? new TableReader(table, known, Problems) : null;

    /// <summary>The key's tables, in the order of the file.</summary>
    public IEnumerable<TableReader> Tables(string key, KnownTable known)
    {
        if (Value<TomlArray>(key) is not { } array)
        {
            yield break;
        }

        foreach (TomlNode item in array.Items)
        {
            if (item is TomlTable table)
            {
                yield return new TableReader(table, known, Problems);
            }
            else
            {
                Wrong(key, item);
            }
        }
    }

    private T? Value<T>(string key)
        where T : TomlNode
    {
        // The table of known keys is the only place where a key can come from.
        string expected = _known.ExpectedOf(key);
        if (_table.Find(key) is not { } entry)
        {
            return null;
        }

        if (entry.Value is T value)
        {
            return value;
        }

        Problems.Error(entry.Value, $"\"{key}\" is {entry.Value.Type}; expected {expected}");
        return null;
    }

    private static string Show(TomlNode value) => value switch
    {
        TomlString text => Quote(text.Value),
        TomlInteger integer => integer.Value.ToString(CultureInfo.InvariantCulture),
        _ => value.Type,
    };

    // Messages go to terminals: control characters are shown, not sent, and nothing is longer than a line.
    private static string Quote(string text)
    {
        string cut = text.Length > 60 ? text[..60] + "…" : text;
        return "\"" + string.Concat(cut.Select(c => char.IsControl(c) ? $"\\u{(int)c:X4}" : c.ToString())) + "\"";
    }
}
