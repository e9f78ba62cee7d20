using Fairlead.Configuration.Toml;

namespace Fairlead.Configuration.Reading;

/// <summary>Names and numbers that must be unique, and where each was given first.</summary>
/// <param name="what">As messages say it: "port name".</param>
sealed class NameRegister<T>(string what, IEqualityComparer<T>? comparer = null)
    where T : notnull
{
    private readonly Dictionary<T, TomlPlace> _first = new(comparer);

    public IEnumerable<T> All => _first.Keys;

    public bool Contains(T name) => _first.ContainsKey(name);

    /// <summary>Reports a name that was given before, and where.</summary>
    public void Add(T name, TomlPlace place, ProblemList problems)
    {
        if (!_first.TryAdd(name, place))
        {
            TomlPlace first = _first[name];
            string shown = name is string ? $"\"{name}\"" : $"{name}";
            problems.Error(
                place,
                $"the {what} {shown} was given in line {first.Line}, column {first.Column} already; "
                    + "expected one of its own");
        }
    }
}
