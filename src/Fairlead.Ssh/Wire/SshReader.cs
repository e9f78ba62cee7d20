using System.Buffers.Binary;
using System.Text;

namespace Fairlead.Ssh.Wire;

/// <summary>
/// Reads the data types of RFC 4251 section 5. Lengths are unsigned and checked before anything moves; what does not
/// fit is an <see cref="SshProtocolException"/>.
/// </summary>
ref struct SshReader(ReadOnlySpan<byte> payload)
{
    private ReadOnlySpan<byte> _rest = payload;

    /// <summary>Bytes not read yet.</summary>
    public readonly int Remaining => _rest.Length;

    public byte ReadByte() => Take(1)[0];

    /// <summary>Every value but 0 is true.</summary>
    public bool ReadBoolean() => ReadByte() != 0;

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32BigEndian(Take(4));

    public MessageNumber ReadMessageNumber() => (MessageNumber)ReadByte();

    /// <summary>A number of bytes without a length.</summary>
    public ReadOnlySpan<byte> ReadBytes(int count) => Take((uint)count);

    /// <summary>The bytes stay in the packet: copy what must outlive it.</summary>
    public ReadOnlySpan<byte> ReadString() => Take(ReadUInt32());

    /// <summary>A string that is text (UTF-8), not longer than <paramref name="longest"/> bytes.</summary>
    public string ReadText(int longest)
    {
        ReadOnlySpan<byte> text = ReadString();
        return text.Length <= longest
            ? Encoding.UTF8.GetString(text)
            : throw SshProtocolException.Protocol($"text of {text.Length} bytes is over {longest}");
    }

    /// <summary>An mpint that is not negative, without the leading zero of its encoding.</summary>
    public ReadOnlySpan<byte> ReadUnsignedMpint()
    {
        ReadOnlySpan<byte> number = ReadString();
        if (number.Length > 0 && (number[0] & 0x80) != 0)
        {
            throw SshProtocolException.Protocol("number is negative");
        }

        return number.TrimStart((byte)0);
    }

    /// <summary>The message must be over here.</summary>
    public readonly void ExpectEnd()
    {
        if (_rest.Length != 0)
        {
            throw SshProtocolException.Protocol($"{_rest.Length} bytes after the end of the message");
        }
    }

    private ReadOnlySpan<byte> Take(uint count)
    {
        if (count > (uint)_rest.Length)
        {
            throw SshProtocolException.Protocol($"field of {count} bytes in a message with {_rest.Length} left");
        }

        ReadOnlySpan<byte> taken = _rest[..(int)count];
        _rest = _rest[(int)count..];
        return taken;
    }
}
