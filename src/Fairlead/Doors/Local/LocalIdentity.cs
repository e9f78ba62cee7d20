using System.Collections.Frozen;
using Fairlead.Access;
using Fairlead.Doors.Sockets;
using Fairlead.Tty;

namespace Fairlead.Doors.Local;

/// <summary>Who is at the other end of the local socket (unix(7): SO_PEERCRED).</summary>
static class LocalIdentity
{
    /// <summary>
    /// The local administrator for uid 0 and the daemon's own; the configured user of the same name for others; null
    /// for anybody else.
    /// </summary>
    public static Subject? Of(int socket, AccessPolicy policy)
    {
        if (SocketCalls.PeerUserId(socket) is not { } uid)
        {
            return null;
        }

        string name = Accounts.NameOf(uid) ?? $"uid {uid}";
        if (uid == 0 || uid == Libc.geteuid())
        {
            return new Subject(
                name, FrozenSet<string>.Empty, null, Door.LocalSocket, "peer-credentials", IsLocalAdministrator: true);
        }

        return policy.FindUser(name) is { } user
            ? new Subject(
                user.Name, user.Groups.AsEnumerable().ToFrozenSet(), null, Door.LocalSocket, "peer-credentials")
            : null;
    }
}
