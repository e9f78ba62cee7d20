using System.Globalization;

namespace Fairlead.Ports;

/// <summary>Parity of a serial character (termios(3): PARENB, PARODD, CMSPAR).</summary>
public enum Parity
{
    None,
    Odd,
    Even,
    Mark,
    Space,
}

/// <summary>Who may stop whom on a serial line.</summary>
public enum FlowControl
{
    /// <summary>Nobody: a sender that is too fast loses bytes.</summary>
    None,

    /// <summary>Modem lines RTS and CTS.</summary>
    RtsCts,

    /// <summary>DC1 and DC3 in the data; the two characters never reach the log.</summary>
    XonXoff,
}

/// <summary>How a serial line is set: speed, character format and flow control.</summary>
public sealed record LineSettings
{
    public const int LowestBaud = 50;
    public const int HighestBaud = 4_000_000;

    /// <summary>Bits per second, 50 to 4,000,000.</summary>
    public int Baud { get; init; } = 9600;

    /// <summary>5 to 8.</summary>
    public int DataBits { get; init; } = 8;

    public Parity Parity { get; init; } = Parity.None;

    /// <summary>1 or 2.</summary>
    public int StopBits { get; init; } = 1;

    public FlowControl Flow { get; init; } = FlowControl.None;

    /// <summary>Half-duplex RS-485: the driver raises RTS while it sends (TIOCSRS485).</summary>
    public bool Rs485 { get; init; }

    /// <summary>Bits on the wire for one character: start, data, parity and stop bits.</summary>
    public int BitsPerCharacter => 1 + DataBits + (Parity == Parity.None ? 0 : 1) + StopBits;

    /// <summary>"8N1": data bits 5–8, parity N O E M S, stop bits 1 or 2.</summary>
    public string Format => string.Create(CultureInfo.InvariantCulture, $"{DataBits}{"NOEMS"[(int)Parity]}{StopBits}");

    /// <summary>These settings with the character format of <paramref name="format"/> ("7E1");
    /// false if it is none.</summary>
    public bool TryWithFormat(string format, out LineSettings settings)
    {
        settings = this;
        int parity = format.Length == 3
            ? "NOEMS".IndexOf(char.ToUpperInvariant(format[1]), StringComparison.Ordinal)
            : -1;
        if (parity < 0 || format[0] is < '5' or > '8' || format[2] is not ('1' or '2'))
        {
            return false;
        }

        settings = this with { DataBits = format[0] - '0', Parity = (Parity)parity, StopBits = format[2] - '0' };
        return true;
    }

    /// <summary>"115200 8N1 rtscts".</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Baud} {Format}{FlowText}{(Rs485 ? " rs485" : "")}");

    private string FlowText => Flow switch
    {
        FlowControl.None => "",
        FlowControl.RtsCts => " rtscts",
        _ => " xonxoff",
    };
}
