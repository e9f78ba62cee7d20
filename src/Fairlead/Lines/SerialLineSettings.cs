using Fairlead.Ports;

namespace Fairlead.Lines;

/// <summary>What a serial line is asked to be.</summary>
/// <param name="Device">Path of the device, or of a link to it.</param>
/// <param name="Line">Speed, format, flow control.</param>
sealed record SerialLineSettings(string Device, LineSettings Line)
{
    /// <summary>True or false overrides whether a BREAK can be sent;
    /// null leaves it to the device (a pty cannot).</summary>
    public bool? ForceBreak { get; init; }

    /// <summary>Pause after each character sent; zero for none. Millisecond resolution.</summary>
    public TimeSpan CharDelay { get; init; }

    /// <summary>Pause after each line end sent; zero for none.</summary>
    public TimeSpan LineDelay { get; init; }
}
