namespace Fairlead.Configuration.Toml;

/// <summary>A value of the file and where it stands, 1-based.</summary>
abstract class TomlNode(int line, int column)
{
    public int Line { get; } = line;

    public int Column { get; } = column;

    /// <summary>The value's type as messages name it: "a string".</summary>
    public abstract string Type { get; }
}

sealed class TomlString(int line, int column, string value) : TomlNode(line, column)
{
    public string Value { get; } = value;

    public override string Type => "a string";
}

sealed class TomlInteger(int line, int column, long value) : TomlNode(line, column)
{
    public long Value { get; } = value;

    public override string Type => "an integer";
}

sealed class TomlBoolean(int line, int column, bool value) : TomlNode(line, column)
{
    public bool Value { get; } = value;

    public override string Type => "a boolean";
}

/// <summary>A value of a type that no key has: a float, a date or a time.</summary>
sealed class TomlOther(int line, int column, string type) : TomlNode(line, column)
{
    public override string Type { get; } = type;
}

/// <param name="ofTables">True for <c>[[name]]</c>, which more tables may join.</param>
sealed class TomlArray(int line, int column, bool ofTables = false) : TomlNode(line, column)
{
    public List<TomlNode> Items { get; } = [];

    public bool OfTables { get; } = ofTables;

    public override string Type => OfTables ? "an array of tables" : "an array";
}

sealed class TomlTable(int line, int column) : TomlNode(line, column)
{
    /// <summary>In the order of the file.</summary>
    public List<TomlEntry> Entries { get; } = [];

    public override string Type => "a table";

    /// <summary>The entry of that key, or null.</summary>
    public TomlEntry? Find(string key)
    {
        foreach (TomlEntry entry in Entries)
        {
            if (entry.Key == key)
            {
                return entry;
            }
        }

        return null;
    }
}

/// <summary>A place in the file, 1-based.</summary>
readonly record struct TomlPlace(int Line, int Column);

/// <summary>A key and its value.</summary>
/// <param name="Key">One part of a dotted key.</param>
/// <param name="Place">Where the key stands.</param>
sealed record TomlEntry(string Key, TomlPlace Place, TomlNode Value);
