using System.Buffers;

namespace Fairlead.Ssh.Transport;

/// <summary>Bytes that have to wait, in memory that is given back as soon as there are none.</summary>
sealed class PooledBuffer
{
    private const int Smallest = 1024;

    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public Span<byte> GetSpan(int wanted)
    {
        if (_bytes.Length - Length < wanted)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, Math.Max(2 * Length, Length + wanted)));
            Written.CopyTo(larger);
            GiveBack();
            _bytes = larger;
        }

        return _bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    public void Clear()
    {
        Length = 0;
        GiveBack();
    }

    private void GiveBack()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }
}
