namespace Fairlead.Protocols.Telnet;

/// <summary>
/// Writes data bytes as telnet sends them: 255 twice, and, unless the direction is BINARY, NUL after every CR
/// (RFC 854: a CR that is not CR LF). CR LF becomes CR NUL LF, so that the far end gets exactly the bytes that were
/// typed, however they were split.
/// </summary>
public static class TelnetEncoder
{
    private const byte Iac = (byte)TelnetCommand.IAC;
    private const byte CarriageReturn = 13;

    /// <summary>
    /// Encodes as much of <paramref name="data"/> as fits. A pair is never split over two calls.
    /// </summary>
    /// <param name="data">Bytes to send.</param>
    /// <param name="into">Receives what goes on the wire.</param>
    /// <param name="binary">This direction is BINARY (RFC 856).</param>
    /// <param name="consumed">How many of <paramref name="data"/> are in what was written.</param>
    /// <returns>Bytes written.</returns>
    public static int Encode(ReadOnlySpan<byte> data, Span<byte> into, bool binary, out int consumed)
    {
        int written = 0;
        consumed = 0;
        while (consumed < data.Length)
        {
            ReadOnlySpan<byte> rest = data[consumed..];
            int plain = binary ? rest.IndexOf(Iac) : rest.IndexOfAny(Iac, CarriageReturn);
            plain = Math.Min(plain < 0 ? rest.Length : plain, into.Length - written);
            rest[..plain].CopyTo(into[written..]);
            written += plain;
            consumed += plain;
            if (plain == rest.Length || into.Length - written < 2)
            {
                break;
            }

            into[written++] = data[consumed];
            into[written++] = data[consumed] == Iac ? Iac : (byte)0;
            consumed++;
        }

        return written;
    }
}
