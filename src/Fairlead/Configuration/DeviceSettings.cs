namespace Fairlead.Configuration;

/// <summary>The [device] section: what the device says about itself.</summary>
sealed record DeviceSettings
{
    public string Name { get; init; } = "fairlead";

    public string Location { get; init; } = "";

    public string Contact { get; init; } = "";

    /// <summary>Shown to every terminal that attaches to a port; null for none.</summary>
    public string? Banner { get; init; }

    /// <summary>True for <c>make run</c>: programs on ports may run as the daemon's own user.</summary>
    public bool Demo { get; init; }
}
