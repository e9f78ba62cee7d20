namespace Fairlead.Ssh;

/// <summary>
/// What the product decides for one connection. Members are called one at a time, in the synchronization context in
/// which <see cref="SshServer.ServeAsync"/> was called; the connection reads nothing more while a decision is pending.
/// </summary>
public interface ISshConnectionHandler
{
    /// <summary>
    /// Is this the user's password? Must cost the same for users that do not exist. The memory is wiped afterwards.
    /// </summary>
    ValueTask<bool> PasswordAsync(string user, ReadOnlyMemory<byte> password, CancellationToken stop);

    /// <summary>
    /// May this key log the user in? Asked once for a query (RFC 4252 section 7, no signature) and once more after a
    /// valid signature was seen.
    /// </summary>
    /// <param name="publicKey">The key blob as in authorized_keys, algorithm name included.</param>
    ValueTask<bool> PublicKeyAsync(string user, ReadOnlyMemory<byte> publicKey, bool signed, CancellationToken stop);

    /// <summary>The user is in; comes once, before any channel.</summary>
    /// <param name="method">"password" or "publickey".</param>
    /// <param name="fingerprint">"SHA256:…" of the key, or null.</param>
    void Authenticated(string user, string method, string? fingerprint);

    /// <summary>An attempt failed (a query for an unknown key is none).</summary>
    void AuthenticationFailed(string user, string method);

    /// <summary>
    /// A "session" channel is opened (RFC 4254 section 6.1). Returns its handler, or null to refuse with
    /// SSH_OPEN_ADMINISTRATIVELY_PROHIBITED and <paramref name="refusal"/>.
    /// </summary>
    ISshChannelHandler? OpenSession(SshChannel channel, out string refusal);
}

/// <summary>pty-req, RFC 4254 section 6.2.</summary>
/// <param name="Modes">The encoded terminal modes (RFC 4254 section 8), unparsed.</param>
public sealed record PtyRequest(string Term, TerminalSize Size, ReadOnlyMemory<byte> Modes);

/// <summary>Columns and rows in characters, and the window in pixels; 0 means unknown.</summary>
public readonly record struct TerminalSize(uint Columns, uint Rows, uint PixelWidth, uint PixelHeight);

/// <summary>
/// One session channel, as the product sees it. Requests return whether they are granted: SSH_MSG_CHANNEL_SUCCESS or
/// SSH_MSG_CHANNEL_FAILURE follows if the client wants a reply. Shell, exec and subsystem come at most once in all.
/// </summary>
public interface ISshChannelHandler
{
    bool Pty(PtyRequest request);

    /// <summary>window-change, RFC 4254 section 6.7.</summary>
    void WindowChange(TerminalSize size);

    /// <summary>env, RFC 4254 section 6.4.</summary>
    bool Environment(string name, string value);

    bool Shell();

    bool Exec(string command);

    bool Subsystem(string name);

    /// <summary>break, RFC 4335: the length asked for, as sent, 0 meaning the default.</summary>
    bool Break(uint milliseconds);

    /// <summary>signal, RFC 4254 section 6.9: "INT", "TERM" … without SIG.</summary>
    void Signal(string name);

    /// <summary>
    /// One SSH_MSG_CHANNEL_DATA; the span is that message's data, valid during the call. The handler takes all of it
    /// and calls <see cref="SshChannel.Consumed"/> when it needs it no more, which lets the client send as much again.
    /// </summary>
    void Data(ReadOnlySpan<byte> data);

    /// <summary>The client will send no more data; it still reads.</summary>
    void Eof();

    /// <summary><see cref="SshChannel.GetSpan"/> gave less than was wanted and may give more now.</summary>
    void WriteReady();

    /// <summary>The channel is gone, for whatever reason; comes exactly once after it was opened.</summary>
    void Closed();
}
