namespace Fairlead.Ssh;

/// <summary>The server's end of one session channel (RFC 4254). Not thread-safe: one connection, one context.</summary>
public sealed class SshChannel
{
    /// <summary>
    /// Room for SSH_MSG_CHANNEL_DATA, at most <paramref name="wanted"/> bytes, inside the packet being built: what the
    /// window, the maximum packet size and the output allow. Empty when nothing can be taken now (window shut, socket
    /// full, keys being exchanged); <see cref="ISshChannelHandler.WriteReady"/> follows when that changes.
    /// </summary>
    public Span<byte> GetSpan(int wanted) => throw new InvalidOperationException("seam");

    /// <summary>Sends the first <paramref name="count"/> bytes of the last span, or forgets it if 0.</summary>
    public void Advance(int count) => throw new InvalidOperationException("seam");

    /// <summary>SSH_MSG_CHANNEL_EXTENDED_DATA of type SSH_EXTENDED_DATA_STDERR; returns how many bytes were taken.</summary>
    public int WriteExtended(ReadOnlySpan<byte> data) => throw new InvalidOperationException("seam");

    /// <summary>Lets the client send as many bytes again (SSH_MSG_CHANNEL_WINDOW_ADJUST, sent in useful portions).</summary>
    public void Consumed(int count) => throw new InvalidOperationException("seam");

    /// <summary>SSH_MSG_CHANNEL_EOF after what was sent.</summary>
    public void SendEof() => throw new InvalidOperationException("seam");

    /// <summary>exit-status, RFC 4254 section 6.10.</summary>
    public void SendExitStatus(uint status) => throw new InvalidOperationException("seam");

    /// <summary>SSH_MSG_CHANNEL_CLOSE after everything that was sent.</summary>
    public void Close() => throw new InvalidOperationException("seam");
}
