using System.Buffers.Binary;
using System.Text;

namespace Fairlead.Ssh.Wire;

/// <summary>Writes the data types of RFC 4251 section 5 into a span that must be large enough.</summary>
ref struct SshWriter(Span<byte> into)
{
    private readonly Span<byte> _into = into;
    private int _length;

    public readonly ReadOnlySpan<byte> Written => _into[.._length];

    public readonly int Length => _length;

    public void Write(MessageNumber number) => WriteByte((byte)number);

    public void WriteByte(byte value) => _into[_length++] = value;

    public void WriteBoolean(bool value) => WriteByte(value ? (byte)1 : (byte)0);

    public void WriteUInt32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_into[_length..], value);
        _length += 4;
    }

    public void WriteBytes(scoped ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_into[_length..]);
        _length += bytes.Length;
    }

    public void WriteString(scoped ReadOnlySpan<byte> bytes)
    {
        WriteUInt32((uint)bytes.Length);
        WriteBytes(bytes);
    }

    public void WriteString(string text)
    {
        int length = Encoding.UTF8.GetBytes(text, _into[(_length + 4)..]);
        WriteUInt32((uint)length);
        _length += length;
    }

    /// <summary>An mpint from a number without sign, most significant byte first.</summary>
    public void WriteUnsignedMpint(scoped ReadOnlySpan<byte> number)
    {
        number = number.TrimStart((byte)0);
        bool padded = number.Length > 0 && (number[0] & 0x80) != 0;
        WriteUInt32((uint)(number.Length + (padded ? 1 : 0)));
        if (padded)
        {
            WriteByte(0);
        }

        WriteBytes(number);
    }
}
