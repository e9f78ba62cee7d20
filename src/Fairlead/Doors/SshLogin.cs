using System.Collections.Frozen;
using System.Net;
using Fairlead.Access;
using Fairlead.Access.Passwords;
using Fairlead.Audit;
using Fairlead.Daemon;
using Fairlead.Ports;
using Fairlead.Ssh;

namespace Fairlead.Doors;

/// <summary>How a connection came in: the TCP port decides what a shell is.</summary>
/// <param name="Door">SshPort, SshWatch or SshCommand.</param>
/// <param name="Port">The port whose listener it is, or null on the CLI port.</param>
readonly record struct Entrance(Door Door, PortNumber? Port);

/// <summary>One connection's login: who is it, and which port do they mean.</summary>
sealed class SshLogin(Device device, Entrance entrance, IPEndPoint remote) : ISshConnectionHandler
{
    private Subject? _subject;
    private string? _selector;

    public async ValueTask<bool> PasswordAsync(string user, ReadOnlyMemory<byte> password, CancellationToken stop)
    {
        User? known = Known(user);
        PasswordVerdict verdict = await device.Passwords.VerifyAsync(
            known?.Password, password.Span, SourceAddress.Of(remote.Address), stop);
        return verdict == PasswordVerdict.Right;
    }

    public ValueTask<bool> PublicKeyAsync(
        string user, ReadOnlyMemory<byte> publicKey, bool signed, CancellationToken stop) =>
        ValueTask.FromResult(Known(user)?.HasKey(publicKey.Span) ?? false);

    public void Authenticated(string user, string method, string? fingerprint)
    {
        (string name, _selector) = Split(user);
        Door door = entrance.Port is null && _selector is not null ? Door.SshSelector : entrance.Door;
        IEnumerable<string> groups = Known(user)?.Groups.AsEnumerable() ?? [];
        _subject = new Subject(name, groups.ToFrozenSet(), remote.Address, door, method);
        device.Audit.Write(new AuditEvent.Login(_subject, remote.ToString(), fingerprint));
    }

    public void AuthenticationFailed(string user, string method) =>
        device.Audit.Write(new AuditEvent.LoginRefused(Printable.Text(user), method, remote.ToString(), entrance.Door));

    public ISshChannelHandler? OpenSession(SshChannel channel, out string refusal)
    {
        refusal = "";
        string? port = entrance.Port?.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (port is not null && _selector is not null)
        {
            refusal = $"this TCP port is port {port} of the device: "
                + $"give the user name without ':{Printable.Text(_selector)}'";
            return null;
        }

        return new SshSessionChannel(
            device, remote, _subject!, port ?? _selector, watchOnly: entrance.Door == Door.SshWatch, channel);
    }

    // "alice:db1" is alice, who means the port db1 (a user name holds no colon).
    private static (string Name, string? Selector) Split(string user)
    {
        int colon = user.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (user, null) : (user[..colon], user[(colon + 1)..]);
    }

    private User? Known(string user) => device.Gate.Policy.FindUser(Split(user).Name);
}
