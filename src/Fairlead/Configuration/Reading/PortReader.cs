using Fairlead.Access;
using Fairlead.Configuration.Toml;
using Fairlead.Ports;

namespace Fairlead.Configuration.Reading;

/// <summary>Reads one [[port]] after the other and checks that no two claim the same thing.</summary>
sealed class PortReader(bool demo, IReadOnlyDictionary<string, BreakConfiguration> breaks)
{
    private readonly NameRegister<string> _devices = new("device");

    public NameRegister<int> Numbers { get; } = new("port number");

    public NameRegister<string> PortNames { get; } = new("port name", StringComparer.OrdinalIgnoreCase);

    public HashSet<string> Tags { get; } = [];

    /// <summary>The port, or null if it has no usable number or line.</summary>
    public PortConfiguration? Read(TableReader table)
    {
        int number = ReadNumber(table);
        string name = ReadName(table, number);
        string[] tags = table.Texts("tags", Names.IsName);
        Tags.UnionWith(tags);
        TimeSpan idle = table.Time(
            "idle_timeout", TimeSpan.Zero, TimeSpan.FromMinutes(1), TimeSpan.FromDays(30), orZero: true);
        LineConfiguration? line = ReadLine(table);
        PortConfiguration port = new()
        {
            Number = new PortNumber(Math.Max(number, 1)),
            Name = name,
            Tags = [.. tags],
            Line = line!,
            Writers = table.Choice(
                "writers", WriterPolicy.Single, ("single", WriterPolicy.Single), ("shared", WriterPolicy.Shared)),
            Break = table.Flag("break", true),
            Breaks = ReadBreaks(table),
            Banner = table.Text("banner", Names.IsText),
            IdleTimeout = idle == TimeSpan.Zero ? null : idle,
            MaxSessions = table.Integer("max_sessions", 16, 1, 512),
            Replay = table.Integer("replay", 20, 0, 10_000),
            Confirm = table.Flag("confirm", true),
            Escape = ReadEscape(table),
            Enabled = table.Flag("enabled", true),
        };
        return number == 0 || line is null ? null : port;
    }

    private int ReadNumber(TableReader table)
    {
        int number = table.Integer("number", 0, 1, PortNumber.Highest);
        if (!table.Has("number"))
        {
            table.Missing("number");
        }
        else if (number != 0)
        {
            Numbers.Add(number, table.PlaceOf("number"), table.Problems);
        }

        return number;
    }

    private string ReadName(TableReader table, int number)
    {
        string? name = table.Text("name", Names.IsName);
        if (name is null && (table.Has("name") || number == 0))
        {
            return "";
        }

        name ??= $"port{number}";
        PortNames.Add(name, table.PlaceOf("name"), table.Problems);
        return name;
    }

    private LineConfiguration? ReadLine(TableReader table)
    {
        if (!table.Has("line"))
        {
            table.Missing("line");
        }

        if (table.Table("line", KnownKeys.Line) is not { } lineTable)
        {
            return null;
        }

        LineConfiguration? line = LineReader.Read(lineTable, demo);
        if (line is LineConfiguration.Serial serial)
        {
            _devices.Add(serial.Device, lineTable.PlaceOf("device"), table.Problems);
        }

        return line;
    }

    private ValueList<BreakConfiguration> ReadBreaks(TableReader table)
    {
        List<BreakConfiguration> offered = [];
        foreach (TomlString name in table.Texts("breaks") ?? [])
        {
            if (breaks.TryGetValue(name.Value, out BreakConfiguration? found))
            {
                offered.Add(found);
            }
            else
            {
                table.Problems.Error(
                    name,
                    $"there is no [[break]] named \"{name.Value}\""
                        + Suggestion.For(name.Value, breaks.Keys, "; expected the name of one"));
            }
        }

        return [.. offered];
    }

    private static EscapeKeys ReadEscape(TableReader table)
    {
        if (table.Text("escape") is not { } text)
        {
            return EscapeKeys.Conserver;
        }

        // The first is written ^E, the second as itself or, if it is a control character, ^X too.
        string keys = text.Value;
        if (keys.Length is 3 or 4 && keys[0] == '^' && ControlOf(keys[1]) is { } first)
        {
            byte? second = keys.Length == 4 ? (keys[2] == '^' ? ControlOf(keys[3]) : null)
                : keys[2] is > ' ' and <= '~' and not '^' ? (byte)keys[2]
                : null;
            if (second is { } key)
            {
                return new EscapeKeys(first, key);
            }
        }

        table.Wrong("escape", text);
        return EscapeKeys.Conserver;
    }

    private static byte? ControlOf(char letter)
    {
        char upper = char.ToUpperInvariant(letter);
        return upper is >= '@' and <= '_' ? (byte)(upper ^ 0x40) : null;
    }
}
