using System.Text;

namespace Fairlead.Ports;

/// <summary>The two bytes that begin an escape; conserver's <c>Ctrl-E c</c> unless a port says otherwise.</summary>
/// <param name="First">Only where it begins an input message of at most four bytes does it count.</param>
/// <param name="Second">Follows the first, in the same message or the next small one.</param>
public readonly record struct EscapeKeys(byte First, byte Second)
{
    /// <summary>Ctrl-E c.</summary>
    public static readonly EscapeKeys Conserver = new(0x05, (byte)'c');

    /// <summary>As people write it: "^Ec".</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text, First);
        Append(text, Second);
        return text.ToString();
    }

    private static void Append(StringBuilder text, byte key)
    {
        if (key is < 0x20 or 0x7F)
        {
            text.Append('^').Append((char)(key ^ 0x40));
        }
        else if (key < 0x7F)
        {
            text.Append((char)key);
        }
        else
        {
            text.Append("\\x").Append(key.ToString("x2", System.Globalization.CultureInfo.InvariantCulture));
        }
    }
}
