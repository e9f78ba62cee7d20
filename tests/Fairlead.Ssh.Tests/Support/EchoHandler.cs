using System.Collections.Concurrent;
using System.Text;

namespace Fairlead.Ssh.Tests.Support;

/// <summary>
/// A product in small: alice may log in with a password or with any key that is listed; a shell echoes, "exec" commands
/// are few and fixed.
/// </summary>
sealed class EchoHandler : ISshConnectionHandler
{
    public const string Password = "correct horse";

    public List<byte[]> Keys { get; } = [];

    public ConcurrentQueue<string> Events { get; } = [];

    public List<EchoChannel> Channels { get; } = [];

    /// <summary>Asked by sessions; null lets them in.</summary>
    public string? SessionRefusal { get; set; }

    public Func<Task>? BeforePassword { get; set; }

    public async ValueTask<bool> PasswordAsync(string user, ReadOnlyMemory<byte> password, CancellationToken stop)
    {
        if (BeforePassword is { } wait)
        {
            await wait().WaitAsync(stop);
        }

        return user == "alice" && password.Span.SequenceEqual(Encoding.UTF8.GetBytes(Password));
    }

    public ValueTask<bool> PublicKeyAsync(
        string user, ReadOnlyMemory<byte> publicKey, bool signed, CancellationToken stop)
    {
        Events.Enqueue(signed ? "key signed" : "key query");
        return new(user == "alice" && Keys.Any(k => publicKey.Span.SequenceEqual(k)));
    }

    public void Authenticated(string user, string method, string? fingerprint) =>
        Events.Enqueue($"in {user} {method} {fingerprint}");

    public void AuthenticationFailed(string user, string method) => Events.Enqueue($"failed {user} {method}");

    public ISshChannelHandler? OpenSession(SshChannel channel, out string refusal)
    {
        refusal = SessionRefusal ?? "";
        if (SessionRefusal is not null)
        {
            return null;
        }

        var opened = new EchoChannel(channel, Events);
        Channels.Add(opened);
        return opened;
    }
}
