namespace Fairlead.Ports;

/// <summary>One person's (or program's) attachment to one port.</summary>
public sealed class Session
{
    /// <summary>Moves what the log has and the client takes. Called by the port when the log grew and by the door when there is room.</summary>
    public void Pump() => throw new InvalidOperationException("seam");

    /// <summary>What the person typed: one call for each message of the door's protocol.</summary>
    public void Input(ReadOnlySpan<byte> data) => throw new InvalidOperationException("seam");

    /// <summary>The door lost its client, or the person left.</summary>
    public void Leave() => throw new InvalidOperationException("seam");
}
