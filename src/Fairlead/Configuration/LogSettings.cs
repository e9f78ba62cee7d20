namespace Fairlead.Configuration;

/// <summary>The [log] section: how much of every port is kept.</summary>
sealed record LogSettings
{
    /// <summary>Bytes per port that are kept hot.</summary>
    public long Ring { get; init; } = 1L << 20;

    /// <summary>Bytes per port in the compressed archive; 0 keeps none.</summary>
    public long Archive { get; init; } = 64L << 20;

    /// <summary>True if what operators type is recorded.</summary>
    public bool Input { get; init; }
}
