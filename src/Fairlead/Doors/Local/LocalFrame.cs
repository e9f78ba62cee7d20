using System.Buffers.Binary;

namespace Fairlead.Doors.Local;

/// <summary>
/// What travels on the local socket: frames of a type byte, a 4-byte length (big-endian) and so many bytes. Words go
/// in; output, errors and an exit code come out.
/// </summary>
static class LocalFrame
{
    public const int HeaderLength = 5;

    /// <summary>A longer frame is refused.</summary>
    public const int LongestPayload = 64 * 1024;

    // From the client, in this order: Terminal, Words, then the rest.

    /// <summary>One byte (1: a terminal), columns and rows (2 bytes each).</summary>
    public const byte Terminal = (byte)'T';

    /// <summary>The command's words in UTF-8, each ended by NUL. None: a conversation.</summary>
    public const byte Words = (byte)'A';

    /// <summary>Bytes typed or piped in.</summary>
    public const byte Input = (byte)'I';

    /// <summary>No more input.</summary>
    public const byte InputEnd = (byte)'Z';

    // From the daemon.

    public const byte Output = (byte)'O';

    public const byte Errors = (byte)'E';

    /// <summary>One byte: 1, a session has the terminal, set it raw; 0, set it back.</summary>
    public const byte Raw = (byte)'R';

    /// <summary>The last frame: the exit code (4 bytes).</summary>
    public const byte Exit = (byte)'X';

    public static void WriteHeader(Span<byte> into, byte type, int length)
    {
        into[0] = type;
        BinaryPrimitives.WriteInt32BigEndian(into[1..], length);
    }

    /// <summary>True once a whole frame is at the start of <paramref name="data"/>.</summary>
    /// <exception cref="InvalidDataException">The frame is longer than <see cref="LongestPayload"/>.</exception>
    public static bool TryRead(ReadOnlySpan<byte> data, out byte type, out ReadOnlySpan<byte> payload)
    {
        type = 0;
        payload = default;
        if (data.Length < HeaderLength)
        {
            return false;
        }

        uint length = BinaryPrimitives.ReadUInt32BigEndian(data[1..]);
        if (length > LongestPayload)
        {
            throw new InvalidDataException($"frame of {length} bytes is over {LongestPayload}");
        }

        if (data.Length < HeaderLength + (int)length)
        {
            return false;
        }

        type = data[0];
        payload = data.Slice(HeaderLength, (int)length);
        return true;
    }
}
