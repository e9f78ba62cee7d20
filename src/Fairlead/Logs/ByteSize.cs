using System.Globalization;

namespace Fairlead.Logs;

/// <summary>Sizes as operators write them.</summary>
static class ByteSize
{
    /// <summary>"1.5 MiB", "312 KiB", "17 bytes".</summary>
    public static string Text(long bytes) => bytes switch
    {
        >= 1L << 30 => Scaled(bytes, 1L << 30, "GiB"),
        >= 1L << 20 => Scaled(bytes, 1L << 20, "MiB"),
        >= 1L << 10 => Scaled(bytes, 1L << 10, "KiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };

    private static string Scaled(long bytes, long unit, string name) =>
        string.Create(CultureInfo.InvariantCulture, $"{(double)bytes / unit:0.#} {name}");
}
