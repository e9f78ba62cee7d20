using Fairlead.Tty;

namespace Fairlead.Lines;

/// <summary>
/// <c>fairlead exec-as USER -- PROGRAM ARGUMENT…</c>: gives up root for good and becomes the program. posix_spawn(3)
/// cannot change the user, so an exec line starts this in between; it is of no use to anybody else.
/// </summary>
static unsafe class ExecAs
{
    private const int Usage = 2;
    private const int CannotRun = 126;

    /// <summary>Does not return when all goes well. Else says why on standard error and returns an exit code.</summary>
    /// <param name="arguments">What follows <c>exec-as</c>.</param>
    public static int Run(IReadOnlyList<string> arguments)
    {
        if (arguments.Count < 3 || arguments[1] != "--")
        {
            Console.Error.WriteLine("usage: fairlead exec-as USER -- PROGRAM [ARGUMENT]...");
            return Usage;
        }

        if (ExecUser.Find(arguments[0]) is not { } user)
        {
            Console.Error.WriteLine($"there is no user {arguments[0]}");
            return CannotRun;
        }

        if (user.Uid == 0 || !Become(user))
        {
            Console.Error.WriteLine(
                $"cannot become {user.Name}: {Libc.Describe(user.Uid == 0 ? Libc.EPERM : Libc.Errno)}");
            return CannotRun;
        }

        // The runtime ignores it, and that would be inherited.
        _ = ExecAsCalls.signal(Libc.SIGPIPE, 0);
        using var argv = new NativeStrings([.. arguments.Skip(2)]);
        using var envp = new NativeStrings(user.Environment());
        _ = ExecAsCalls.execvpe(arguments[2], argv.Pointer, envp.Pointer);
        Console.Error.WriteLine($"{arguments[2]}: {Libc.Describe(Libc.Errno)}");
        return CannotRun;
    }

    // Groups first, while we may; and root must not come back.
    private static bool Become(ExecUser user)
    {
        _ = ExecAsCalls.prctl(ExecAsCalls.PR_CAP_AMBIENT, ExecAsCalls.PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0);
        return ExecAsCalls.initgroups(user.Name, user.Gid) == 0
            && ExecAsCalls.setresgid(user.Gid, user.Gid, user.Gid) == 0
            && ExecAsCalls.setresuid(user.Uid, user.Uid, user.Uid) == 0
            && ExecAsCalls.setresuid(uint.MaxValue, 0, uint.MaxValue) != 0
            && ExecAsCalls.chdir("/") == 0;
    }
}
