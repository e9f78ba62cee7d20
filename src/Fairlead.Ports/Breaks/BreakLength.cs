namespace Fairlead.Ports;

/// <summary>How long a BREAK lasts (RFC 4335 section 3).</summary>
public static class BreakLength
{
    /// <summary>What a request of length 0, <c>\z</c> in a sequence and a plain BREAK mean: 500 ms.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromMilliseconds(500);

    /// <summary>The shortest that a request gets: 500 ms.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest that a request gets: 3,000 ms.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(3000);

    /// <summary>
    /// The length for a request: 0 is the port's default, anything else is held within
    /// <see cref="Shortest"/> and <see cref="Longest"/>.
    /// </summary>
    /// <param name="milliseconds">As sent in the request.</param>
    /// <param name="standard">What the port makes of 0; null for <see cref="Default"/>.</param>
    public static TimeSpan FromRequest(uint milliseconds, TimeSpan? standard = null)
    {
        if (milliseconds == 0)
        {
            return standard ?? Default;
        }

        return TimeSpan.FromMilliseconds(
            Math.Clamp(milliseconds, (uint)Shortest.TotalMilliseconds, (uint)Longest.TotalMilliseconds));
    }
}
