using System.Buffers;

namespace Fairlead.Ports;

/// <summary>
/// Typed bytes of one session that the line has not taken yet. The memory is rented while there are any, and wiped
/// when it goes back: it may hold a password.
/// </summary>
sealed class PendingInput(Session session)
{
    private byte[] _buffer = [];
    private int _start;

    public Session Session { get; } = session;

    public int Count { get; private set; }

    /// <summary>Bytes that are written before it is the next session's turn: whole input messages.</summary>
    public int Turn { get; set; }

    public ReadOnlySpan<byte> First(int count) => _buffer.AsSpan(_start, count);

    public void Append(ReadOnlySpan<byte> data)
    {
        if (_start + Count + data.Length > _buffer.Length)
        {
            MakeRoom(Count + data.Length);
        }

        data.CopyTo(_buffer.AsSpan(_start + Count));
        Count += data.Length;
    }

    public void Remove(int count)
    {
        _start += count;
        Count -= count;
        Turn -= count;
        if (Count == 0)
        {
            GiveBack();
        }
    }

    /// <summary>Forgets everything; returns how much that was.</summary>
    public int Drop()
    {
        int dropped = Count;
        Count = 0;
        Turn = 0;
        GiveBack();
        return dropped;
    }

    private void MakeRoom(int needed)
    {
        if (needed > Session.LargestPendingInput)
        {
            throw new InvalidOperationException(
                $"the door gave {needed} bytes that were not consumed, over {Session.LargestPendingInput}");
        }

        if (needed <= _buffer.Length)
        {
            First(Count).CopyTo(_buffer);
        }
        else
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(needed * 2, Session.LargestPendingInput));
            First(Count).CopyTo(larger);
            GiveBack();
            _buffer = larger;
        }

        _start = 0;
    }

    private void GiveBack()
    {
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer, clearArray: true);
            _buffer = [];
        }

        _start = 0;
    }
}
