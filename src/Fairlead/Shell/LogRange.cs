using System.Globalization;
using Fairlead.Ports;

namespace Fairlead.Shell;

/// <summary>Which part of a port log a command means, and its bytes in portions.</summary>
sealed class LogRange
{
    private const int Portion = 32 * 1024;

    private readonly LogReader _reader;
    private readonly long _until;
    private readonly bool _raw;

    private LogRange(PortLogView log, Arguments arguments, DateTimeOffset now)
    {
        long from = log.Tail;
        if (arguments["since"] is { } since)
        {
            from = log.PositionAt(TimeText.Parse(since, now));
        }

        if (arguments["last"] is { } last)
        {
            if (!int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out int lines))
            {
                throw new UsageException($"'{last}' is no number of lines");
            }

            from = Math.Max(from, log.PositionOfLastLines(lines));
        }

        _until = arguments["until"] is { } until ? log.PositionAt(TimeText.Parse(until, now)) : log.Head;
        _reader = log.OpenReader(from);
        _raw = arguments.Has("raw");
    }

    /// <summary>The options of <c>log</c>.</summary>
    public static IReadOnlyDictionary<string, bool> Options { get; } = new Dictionary<string, bool>
    {
        ["since"] = true,
        ["until"] = true,
        ["last"] = true,
        ["raw"] = false,
    };

    public const string Parameters = "PORT [--since T] [--until T] [--last LINES] [--raw]";

    /// <exception cref="UsageException">A time or a number makes no sense.</exception>
    public static LogRange Of(PortLogView log, Arguments arguments, DateTimeOffset now) => new(log, arguments, now);

    /// <summary>
    /// The next bytes, or none at the end. For a terminal, control characters that could act on it are left out
    /// unless <c>--raw</c> was given.
    /// </summary>
    /// <param name="forTerminal">True if a person's terminal shows it.</param>
    /// <param name="lost">Bytes that left the ring before they could be read.</param>
    public ReadOnlySpan<byte> Next(bool forTerminal, out long lost)
    {
        int wanted = (int)Math.Clamp(_until - _reader.Position, 0, Portion);
        byte[] buffer = new byte[wanted];
        int got = _reader.Read(buffer, out lost);
        Span<byte> bytes = buffer.AsSpan(0, got);
        if (!forTerminal || _raw)
        {
            return bytes;
        }

        int kept = 0;
        foreach (byte b in bytes)
        {
            if (b is >= 0x20 and not 0x7F or (byte)'\t' or (byte)'\n' or (byte)'\r')
            {
                bytes[kept++] = b;
            }
        }

        return bytes[..kept];
    }

    /// <summary>True when everything was read.</summary>
    public bool AtEnd => _reader.Position >= _until;
}
