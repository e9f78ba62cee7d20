namespace Fairlead.Ssh.Connection;

/// <summary>The open channels of a connection; a channel's number is its place. Grows with use up to a limit.</summary>
sealed class ChannelTable(int limit)
{
    private OpenChannel?[] _channels = new OpenChannel?[1];

    /// <summary>The lowest free number, or null if the limit is reached.</summary>
    public uint? Free()
    {
        int free = Array.IndexOf(_channels, null);
        free = free < 0 ? _channels.Length : free;
        return free < limit ? (uint)free : null;
    }

    public void Add(uint number, OpenChannel channel)
    {
        if (number >= _channels.Length)
        {
            Array.Resize(ref _channels, Math.Min(limit, 2 * _channels.Length));
        }

        _channels[number] = channel;
    }

    public OpenChannel Get(uint number) =>
        number < _channels.Length && _channels[number] is { } channel
            ? channel
            : throw SshProtocolException.Protocol($"channel {number} is not open");

    public void Remove(uint number) => _channels[number] = null;

    public void OfferRoom()
    {
        foreach (OpenChannel? channel in _channels)
        {
            channel?.Channel.OfferRoom();
        }
    }

    /// <summary>The connection is lost: every channel is told, and there are none.</summary>
    public void LoseAll()
    {
        OpenChannel?[] lost = _channels;
        _channels = new OpenChannel?[1];
        foreach (OpenChannel? channel in lost)
        {
            channel?.Channel.Gone(answer: false);
        }
    }
}
