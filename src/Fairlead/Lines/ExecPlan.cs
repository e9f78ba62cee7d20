using Fairlead.Tty;

namespace Fairlead.Lines;

/// <summary>How an exec line is started, or why it is not.</summary>
abstract record ExecPlan
{
    private ExecPlan()
    {
    }

    public sealed record Run(IReadOnlyList<string> Arguments, IReadOnlyList<string> Environment) : ExecPlan;

    public sealed record Refused(string Why) : ExecPlan;

    /// <summary>
    /// A program on a port is not us: it runs as another user, for which we must be root, or, where that is allowed, as
    /// ourselves. May block.
    /// </summary>
    public static ExecPlan For(ExecLineSettings settings)
    {
        uint own = Libc.geteuid();
        string name = settings.User ?? Environment.UserName;
        if (ExecUser.Find(name) is not { } user)
        {
            return new Refused($"there is no user {name}");
        }

        if (user.Uid == own)
        {
            return settings.AllowOwnUser
                ? new Run(settings.Arguments, user.Environment())
                : new Refused($"a program on a port must not run as the daemon's own user, {name}: name another user");
        }

        return own == 0
            ? new Run([.. settings.Helper, user.Name, "--", .. settings.Arguments], user.Environment())
            : new Refused($"only a daemon that runs as root can run a program as {name}");
    }
}
