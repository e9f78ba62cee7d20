using System.Buffers;
using System.Text;

namespace Fairlead.Shell;

/// <summary>Bytes that wait for their reader, in a buffer that is rented only while some do.</summary>
sealed class TextQueue
{
    private byte[]? _buffer;
    private int _start;
    private int _end;

    /// <summary>Bytes waiting.</summary>
    public int Length => _end - _start;

    public void Append(string text)
    {
        MakeRoom(Encoding.UTF8.GetMaxByteCount(text.Length));
        _end += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_end));
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
    }

    /// <summary>What waits; valid until the next call.</summary>
    public ReadOnlySpan<byte> Peek() => _buffer.AsSpan(_start, Length);

    public void Skip(int count)
    {
        _start += count;
        if (_start == _end)
        {
            Clear();
        }
    }

    /// <summary>Moves as much as fits and returns how much.</summary>
    public int Take(Span<byte> into)
    {
        int count = Math.Min(into.Length, Length);
        Peek()[..count].CopyTo(into);
        Skip(count);
        return count;
    }

    public void Clear()
    {
        if (_buffer is { } buffer)
        {
            _buffer = null;
            ArrayPool<byte>.Shared.Return(buffer);
        }

        _start = _end = 0;
    }

    private void MakeRoom(int wanted)
    {
        if (_buffer is not null && _buffer.Length - _end >= wanted)
        {
            return;
        }

        int kept = Length;
        byte[] roomier = ArrayPool<byte>.Shared.Rent(Math.Max(1024, kept + wanted));
        Peek().CopyTo(roomier);
        if (_buffer is { } old)
        {
            ArrayPool<byte>.Shared.Return(old);
        }

        (_buffer, _start, _end) = (roomier, 0, kept);
    }
}
