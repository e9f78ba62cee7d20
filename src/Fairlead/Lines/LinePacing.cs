namespace Fairlead.Lines;

/// <summary>How slowly a line sends, for a far end that loses characters when they come too fast.</summary>
/// <param name="CharDelay">Pause after each character; zero for none. Millisecond resolution.</param>
/// <param name="LineDelay">Pause after each line end: LF, or CR that no LF follows; zero for none.</param>
readonly record struct LinePacing(TimeSpan CharDelay, TimeSpan LineDelay)
{
    public bool IsNone => CharDelay <= TimeSpan.Zero && LineDelay <= TimeSpan.Zero;

    /// <summary>How many of these bytes may leave at once.</summary>
    public int Burst(ReadOnlySpan<byte> queued)
    {
        if (CharDelay > TimeSpan.Zero)
        {
            return Math.Min(1, queued.Length);
        }

        int end = LineDelay > TimeSpan.Zero ? queued.IndexOfAny((byte)'\r', (byte)'\n') : -1;
        return end < 0 ? queued.Length : end + 1;
    }

    /// <summary>The pause after the byte <paramref name="last"/>,
    /// when <paramref name="next"/> (or -1) follows.</summary>
    public TimeSpan After(byte last, int next)
    {
        bool lineEnds = last == '\n' || (last == '\r' && next != '\n');
        return lineEnds && LineDelay > CharDelay ? LineDelay : CharDelay;
    }
}
