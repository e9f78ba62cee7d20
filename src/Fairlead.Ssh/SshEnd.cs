namespace Fairlead.Ssh;

/// <summary>How a connection ended, for the log.</summary>
/// <param name="Reason">The code sent or received;
/// <see cref="DisconnectReason.ConnectionLost"/> if there was none.</param>
/// <param name="Text">What was wrong, or the client's own words. From outside: escape it before it is shown.</param>
/// <param name="Authenticated">Whether a user was logged in.</param>
/// <param name="ByClient">True if the client ended it.</param>
public sealed record SshEnd(DisconnectReason Reason, string Text, bool Authenticated, bool ByClient);
