namespace Fairlead.Ssh.Connection;

/// <summary>
/// What we let the client send on a channel, RFC 4254 section 5.2: what was consumed is granted again in portions of
/// at least half the window.
/// </summary>
struct ReceiveWindow(int size)
{
    private readonly int _size = size;
    private int _consumed;
    private int _waiting;

    /// <summary>Bytes that the client may still send.</summary>
    public int Left { get; private set; } = size;

    /// <summary>The client has sent so many bytes.</summary>
    public void Receive(int count)
    {
        if (count > Left)
        {
            throw SshProtocolException.Protocol($"{count} bytes of data for a window of {Left}");
        }

        Left -= count;
        _waiting += count;
    }

    /// <summary>So many of the bytes received are needed no more; returns how many to grant now, often 0.</summary>
    public int Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _waiting);
        _waiting -= count;
        _consumed += count;
        if (_consumed < (_size + 1) / 2)
        {
            return 0;
        }

        int grant = _consumed;
        _consumed = 0;
        Left += grant;
        return grant;
    }
}
