using System.Globalization;

namespace Fairlead.Configuration;

/// <summary>Whether a problem keeps the configuration from being used.</summary>
enum Severity
{
    Error,
    Warning,
}

/// <summary>Something that is wrong with a configuration, and what is expected instead.</summary>
/// <param name="Line">1-based.</param>
/// <param name="Column">1-based, in UTF-16 code units.</param>
sealed record Problem(Severity Severity, int Line, int Column, string Message)
{
    /// <summary>"FILE:LINE:COL: message".</summary>
    public string In(string fileName) => string.Create(
        CultureInfo.InvariantCulture,
        $"{fileName}:{Line}:{Column}: {(Severity == Severity.Warning ? "warning: " : "")}{Message}");
}
