namespace Fairlead.Ssh.Connection;

/// <summary>What the client lets us send on a channel, RFC 4254 section 5.2.</summary>
struct SendWindow(uint initial)
{
    /// <summary>Bytes that may be sent now.</summary>
    public uint Left { get; private set; } = initial;

    /// <summary>SSH_MSG_CHANNEL_WINDOW_ADJUST.</summary>
    public void Grow(uint by)
    {
        Left = by <= uint.MaxValue - Left
            ? Left + by
            : throw SshProtocolException.Protocol("window grows beyond 2^32 - 1 bytes");
    }

    public void Use(int count) => Left = checked(Left - (uint)count);
}
