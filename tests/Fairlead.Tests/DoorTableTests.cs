using Fairlead.Access;

namespace Fairlead.Tests;

/// <summary>
/// The table that the every-door walk of tests/interop walks. A door or an act that nobody put in the table fails
/// here, before it can be forgotten there.
/// </summary>
public sealed class DoorTableTests
{
    static readonly HashSet<string> Rows = [.. ReadRows()];

    public static TheoryData<Door, Act> DoorsTimesActs()
    {
        var all = new TheoryData<Door, Act>();
        foreach (var door in Enum.GetValues<Door>())
        {
            foreach (var act in Enum.GetValues<Act>())
            {
                all.Add(door, act);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(DoorsTimesActs))]
    public void Every_act_at_every_door_has_a_row(Door door, Act act) => Assert.Contains($"{door}.{act}", Rows);

    [Fact]
    public void Every_row_names_a_door_and_an_act()
    {
        var known = DoorsTimesActs().Select(row => $"{row.Data.Item1}.{row.Data.Item2}");

        Assert.Empty(Rows.Except(known));
    }

    /// <summary>Rows are tables of doors.toml with the header [Door.Act].</summary>
    static IEnumerable<string> ReadRows() =>
        from line in File.ReadLines(Path.Combine(DependencyTests.Root, "tests", "interop", "doors.toml"))
        where line.StartsWith('[')
        select line.Trim().Trim('[', ']');
}
