namespace Fairlead.Ssh;

/// <summary>
/// The connection has to end, and this is what to tell the peer. The one exception of this room; it never leaves
/// <see cref="SshServer.ServeAsync"/>, which turns it into an <see cref="SshEnd"/>.
/// </summary>
/// <param name="message">A clause in lower case that names the limit or the message; it is sent to the peer.</param>
public sealed class SshProtocolException(DisconnectReason reason, string message) : Exception(message)
{
    public DisconnectReason Reason { get; } = reason;

    /// <summary>True if the peer ended the connection itself, so that nothing is sent to it any more.</summary>
    public bool FromPeer { get; init; }

    internal static SshProtocolException Protocol(string message) => new(DisconnectReason.ProtocolError, message);
}
