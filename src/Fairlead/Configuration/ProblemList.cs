using Fairlead.Configuration.Toml;

namespace Fairlead.Configuration;

/// <summary>Collects all problems of one file, so that they are told together.</summary>
sealed class ProblemList
{
    private readonly List<Problem> _problems = [];

    public bool HasErrors { get; private set; }

    public void Error(TomlNode where, string message) => Error(new TomlPlace(where.Line, where.Column), message);

    public void Error(TomlPlace where, string message)
    {
        HasErrors = true;
        _problems.Add(new Problem(Severity.Error, where.Line, where.Column, message));
    }

    public void Warning(TomlPlace where, string message) =>
        _problems.Add(new Problem(Severity.Warning, where.Line, where.Column, message));

    /// <summary>In the order of the file.</summary>
    public IReadOnlyList<Problem> InOrder() =>
        [.. _problems.OrderBy(problem => problem.Line).ThenBy(problem => problem.Column)];
}
