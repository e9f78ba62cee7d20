using Fairlead.Configuration.Toml;
using Fairlead.Ports;

namespace Fairlead.Configuration.Reading;

/// <summary>Reads one [[break]] after the other.</summary>
sealed class BreakReader
{
    private readonly NameRegister<string> _names = new("break sequence name");

    public Dictionary<string, BreakConfiguration> Breaks { get; } = [];

    public void Read(TableReader table)
    {
        string? name = table.Text("name", Names.IsName);
        TomlString? sequence = table.Text("sequence");
        bool confirm = table.Flag("confirm", false);
        if (!table.Has("name"))
        {
            table.Missing("name");
        }

        if (!table.Has("sequence"))
        {
            table.Missing("sequence");
        }

        if (sequence is not null && !BreakSequence.TryParse(sequence.Value, out _, out string error))
        {
            table.Problems.Error(sequence, $"the sequence is wrong at its {error}");
        }

        if (name is not null)
        {
            _names.Add(name, table.PlaceOf("name"), table.Problems);
            Breaks.TryAdd(name, new BreakConfiguration(name, sequence?.Value ?? "", confirm));
        }
    }
}
