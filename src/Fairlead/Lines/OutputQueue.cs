namespace Fairlead.Lines;

/// <summary>What is to be done between two bytes of output.</summary>
/// <param name="At">Count of bytes that leave before it.</param>
/// <param name="IsBreak">A BREAK; else a pause.</param>
readonly record struct OutputControl(long At, bool IsBreak, TimeSpan Length);

/// <summary>
/// A bounded queue of output bytes with BREAKs and pauses between them, in the order in which they were given.
/// </summary>
sealed class OutputQueue
{
    /// <summary>Bytes it holds.</summary>
    public const int Capacity = 16 * 1024;

    /// <summary>BREAKs and pauses it holds.</summary>
    public const int MostControls = 256;

    private readonly Queue<OutputControl> _controls = new();
    private byte[] _ring = [];
    private long _head;
    private long _tail;

    public bool IsEmpty => _head == _tail && _controls.Count == 0;

    /// <summary>How many more bytes it takes.</summary>
    public int Room => Capacity - (int)(_head - _tail);

    /// <summary>Takes what there is room for and returns how many bytes that was.</summary>
    public int Add(ReadOnlySpan<byte> data)
    {
        int taken = Math.Min(data.Length, Room);
        if (taken > 0 && _ring.Length == 0)
        {
            _ring = GC.AllocateUninitializedArray<byte>(Capacity);
        }

        int at = (int)(_head % Capacity);
        int first = Math.Min(taken, Capacity - at);
        data[..first].CopyTo(_ring.AsSpan(at));
        data[first..taken].CopyTo(_ring);
        _head += taken;
        return taken;
    }

    /// <summary>Puts a BREAK or a pause behind the bytes that are queued; false if there are too many.</summary>
    public bool AddControl(bool isBreak, TimeSpan length)
    {
        if (_controls.Count == MostControls)
        {
            return false;
        }

        _controls.Enqueue(new OutputControl(_head, isBreak, length));
        return true;
    }

    /// <summary>The BREAK or pause whose turn it is, if it is one's.</summary>
    public bool TryTakeControl(out OutputControl control)
    {
        if (_controls.TryPeek(out control) && control.At == _tail)
        {
            _controls.Dequeue();
            return true;
        }

        return false;
    }

    /// <summary>The bytes that may leave before the next BREAK or pause, as far as they lie in one piece.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        long end = _controls.TryPeek(out OutputControl control) ? control.At : _head;
        int at = (int)(_tail % Capacity);
        return _ring.AsSpan(at, (int)Math.Min(end - _tail, _ring.Length - at));
    }

    /// <summary>The byte at this distance from the front, or -1.</summary>
    public int ByteAt(int distance) => _tail + distance < _head ? _ring[(_tail + distance) % Capacity] : -1;

    /// <summary>That many bytes have left.</summary>
    public void Advance(int count) => _tail += count;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _tail = _head;
        _controls.Clear();
    }
}
