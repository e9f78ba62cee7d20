using System.Globalization;

namespace Fairlead.Ports;

/// <summary>The number printed beside a port's socket, 1 to 48.</summary>
public readonly record struct PortNumber : IComparable<PortNumber>
{
    /// <summary>The highest port number a device has.</summary>
    public const int Highest = 48;

    /// <exception cref="ArgumentOutOfRangeException">The value is not 1 to 48.</exception>
    public PortNumber(int value)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Highest);
        Value = value;
    }

    /// <summary>1 to 48; 0 only in a default value, which no port has.</summary>
    public int Value { get; }

    public int CompareTo(PortNumber other) => Value.CompareTo(other.Value);

    /// <summary>Two digits, as it names the port's folder: 01 to 48.</summary>
    public override string ToString() => Value.ToString("00", CultureInfo.InvariantCulture);

    public static bool operator <(PortNumber left, PortNumber right) => left.CompareTo(right) < 0;

    public static bool operator >(PortNumber left, PortNumber right) => left.CompareTo(right) > 0;

    public static bool operator <=(PortNumber left, PortNumber right) => left.CompareTo(right) <= 0;

    public static bool operator >=(PortNumber left, PortNumber right) => left.CompareTo(right) >= 0;
}
