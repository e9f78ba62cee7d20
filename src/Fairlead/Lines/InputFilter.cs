namespace Fairlead.Lines;

/// <summary>
/// Takes out of what was read what is not data: the data moves to the front, the rest becomes zero. Returns how many
/// bytes are data.
/// </summary>
delegate int InputFilter(Span<byte> received);
