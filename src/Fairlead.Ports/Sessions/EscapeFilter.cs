namespace Fairlead.Ports;

/// <summary>What <see cref="EscapeFilter.Next"/> made of a piece of input.</summary>
public enum EscapeAction
{
    /// <summary>The bytes taken go to the line.</summary>
    Pass,

    /// <summary>The bytes taken may be an escape and wait in the filter.</summary>
    Hold,

    /// <summary>
    /// What waited was no escape: <see cref="EscapeFilter.Held"/> goes to the line, before anything else.
    /// </summary>
    Release,

    /// <summary>An escape is complete; nothing of it goes to the line.</summary>
    Command,
}

/// <param name="Action">What to do.</param>
/// <param name="Taken">Bytes of the message that it covers.</param>
/// <param name="Letter">The escape's letter, with <see cref="EscapeAction.Command"/>.</param>
/// <param name="Argument">The key after <c>l</c>, else 0.</param>
/// <param name="Used">Bytes of input that a command used up, those that waited included.</param>
public readonly record struct EscapeStep(
    EscapeAction Action, int Taken, byte Letter = 0, byte Argument = 0, int Used = 0);

/// <summary>
/// Finds escapes in what a person types. An escape is seen only where its first byte begins a message of at most
/// four bytes, and is finished only by such messages: a paste or a file never triggers one, and passes unaltered.
/// </summary>
public sealed class EscapeFilter
{
    /// <summary>The longest message that a person's key makes, in bytes.</summary>
    public const int LongestKeyMessage = 4;

    private const byte BreakLetter = (byte)'l';

    private readonly byte[] _held = new byte[3];
    private int _heldCount;

    /// <summary>
    /// What may yet become an escape; to be passed when a step says <see cref="EscapeAction.Release"/>.
    /// </summary>
    public ReadOnlySpan<byte> Held => _held.AsSpan(0, _heldCount);

    /// <summary>
    /// The next step for <paramref name="message"/> from <paramref name="offset"/> on. Call it until the offset is the
    /// message's length, doing what each step says; after a Release call <see cref="Released"/>.
    /// </summary>
    /// <param name="message">One whole input message, never empty.</param>
    public EscapeStep Next(ReadOnlySpan<byte> message, int offset, EscapeKeys keys)
    {
        if (_heldCount == 0)
        {
            if (offset > 0 || message.Length > LongestKeyMessage || message[0] != keys.First)
            {
                return new EscapeStep(EscapeAction.Pass, message.Length - offset);
            }

            return Keep(message[0]);
        }

        byte key = message[offset];
        bool wanted = message.Length <= LongestKeyMessage && (_heldCount > 1 || key == keys.Second);
        if (!wanted)
        {
            return new EscapeStep(EscapeAction.Release, 0);
        }

        if (_heldCount == 1 || (_heldCount == 2 && key == BreakLetter))
        {
            return Keep(key);
        }

        byte letter = _heldCount == 3 ? BreakLetter : key;
        byte argument = _heldCount == 3 ? key : (byte)0;
        int used = _heldCount + 1;
        _heldCount = 0;
        return new EscapeStep(EscapeAction.Command, 1, letter, argument, used);
    }

    /// <summary>What waited has been passed on.</summary>
    public void Released() => _heldCount = 0;

    private EscapeStep Keep(byte key)
    {
        _held[_heldCount++] = key;
        return new EscapeStep(EscapeAction.Hold, 1);
    }
}
