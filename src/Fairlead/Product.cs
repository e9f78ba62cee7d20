using System.Reflection;
using System.Runtime.InteropServices;

namespace Fairlead;

/// <summary>What the product is called and which build this is; the only place that spells the name.</summary>
static class Product
{
    public const string Name = "Fairlead";

    /// <summary>The name of the binary, the user, the unit.</summary>
    public const string Command = "fairlead";

    /// <summary>"0.1.0".</summary>
    public static string Version { get; } = Informational.Split('+')[0];

    /// <summary>The commit it was built from, or "unknown" where it was built outside a checkout.</summary>
    public static string Commit { get; } = Informational.Split('+') is [_, var commit, ..] ? commit : "unknown";

    /// <summary>"linux-arm64".</summary>
    public static string Rid { get; } = "linux-" + RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "x64",
        Architecture.Arm64 => "arm64",
        var other => other.ToString().ToLowerInvariant(),
    };

    private static string Informational =>
        typeof(Product).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion
        ?? "0.0.0";
}
