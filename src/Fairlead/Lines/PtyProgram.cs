using Fairlead.Daemon;
using Fairlead.Daemon.Loop;
using Fairlead.Tty;

namespace Fairlead.Lines;

/// <summary>
/// A program in a session of its own on a pty, of which we hold the master. It inherits no descriptor but 0 to 2, no
/// blocked or ignored signal and no environment but what it is given. Its end is seen through a pidfd on the loop, so
/// that nobody needs a handler for SIGCHLD. Loop-confined.
/// </summary>
sealed class PtyProgram : IPollable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(2);

    private readonly EventLoop _loop;
    private readonly int _pidfd;
    private readonly TaskCompletionSource<string> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private PtyProgram(EventLoop loop, int master, int pid, int pidfd)
    {
        _loop = loop;
        _pidfd = pidfd;
        Master = master;
        Pid = pid;
        loop.Add(pidfd, Libc.EPOLLIN, this);
    }

    /// <summary>The pty's master, non-blocking; ours until <see cref="EndAsync"/>.</summary>
    public int Master { get; }

    /// <summary>Process, process group and session.</summary>
    public int Pid { get; }

    /// <summary>Completes when the program has ended, with how: "exited with status 3".</summary>
    public Task<string> Ended => _ended.Task;

    /// <summary>Starts a program; returns null and says why if it cannot be.</summary>
    public static unsafe PtyProgram? Start(
        EventLoop loop,
        IReadOnlyList<string> arguments,
        IReadOnlyList<string> environment,
        (int Rows, int Columns) size,
        out string problem)
    {
        int master = Libc.OpenPty(out string slave);
        if (master < 0)
        {
            problem = $"no pty: {Libc.Describe(-master)}";
            return null;
        }

        SetSize(master, size);
        int error = Spawn(arguments, environment, slave, out int pid);
        int pidfd = error == 0 ? PtyProgramCalls.PidfdOpen(pid) : -1;
        problem = error != 0 ? $"{arguments[0]}: {Libc.Describe(error)}" : $"pidfd_open: {Libc.Describe(Libc.Errno)}";
        if (pidfd >= 0)
        {
            return new PtyProgram(loop, master, pid, pidfd);
        }

        if (error == 0)
        {
            int status;
            _ = Libc.kill(pid, Libc.SIGKILL);
            _ = Libc.waitpid(pid, &status, 0);
        }

        _ = Libc.close(master);
        return null;
    }

    /// <summary>Sends a signal (SIGINT, SIGQUIT or SIGTSTP) to whatever runs in the foreground of the pty.</summary>
    public void SignalForeground(int signal) => _ = Libc.ioctl(Master, PtyProgramCalls.TIOCSIG, signal);

    /// <summary>Sets the window size, in characters; the foreground is told by SIGWINCH.</summary>
    public void Resize((int Rows, int Columns) size) => SetSize(Master, size);

    /// <summary>
    /// Hangs up and closes the master: SIGHUP to the program's process group and to the foreground, and what has not
    /// ended two seconds later is killed.
    /// </summary>
    public async Task EndAsync(TimeProvider time)
    {
        int foreground = Libc.tcgetpgrp(Master);
        Signal(foreground, Libc.SIGHUP);
        _ = Libc.close(Master);
        if (!_ended.Task.IsCompleted)
        {
            await Task.WhenAny(_ended.Task, Task.Delay(s_patience, time));
            Signal(foreground, Libc.SIGKILL);
            await _ended.Task;
        }
    }

    /// <summary>The pidfd: the program has ended and is reaped.</summary>
    unsafe void IPollable.Ready(uint events)
    {
        int status;
        if (Libc.waitpid(Pid, &status, Libc.WNOHANG) != Pid)
        {
            return;
        }

        _loop.Remove(_pidfd);
        _ = Libc.close(_pidfd);
        int signal = status & 0x7F;
        _ended.SetResult(signal == 0 ? $"exited with status {(status >> 8) & 0xFF}" : $"killed by signal {signal}");
    }

    // Only while the program is not reaped: afterwards its number may be somebody else's.
    private void Signal(int foreground, int signal)
    {
        if (_ended.Task.IsCompleted)
        {
            return;
        }

        if (foreground > 1 && foreground != Pid)
        {
            _ = Libc.kill(-foreground, signal);
        }

        _ = Libc.kill(-Pid, signal);
    }

    private static unsafe void SetSize(int master, (int Rows, int Columns) size)
    {
        // struct winsize: rows, columns, and two that nobody uses.
        ushort* winsize = stackalloc ushort[4] { (ushort)size.Rows, (ushort)size.Columns, 0, 0 };
        _ = Libc.ioctl(master, Libc.TIOCSWINSZ, winsize);
    }

    private static unsafe int Spawn(
        IReadOnlyList<string> arguments, IReadOnlyList<string> environment, string slave, out int pid)
    {
        byte* actions = stackalloc byte[PtyProgramCalls.SpawnObjectBytes];
        byte* attributes = stackalloc byte[PtyProgramCalls.SpawnObjectBytes];
        using var argv = new NativeStrings(arguments);
        using var envp = new NativeStrings(environment);
        int started = 0;
        int error = Prepare(actions, attributes, slave);
        if (error == 0)
        {
            error = PtyProgramCalls.posix_spawnp(
                &started, arguments[0], actions, attributes, argv.Pointer, envp.Pointer);
        }

        _ = PtyProgramCalls.posix_spawnattr_destroy(attributes);
        _ = PtyProgramCalls.posix_spawn_file_actions_destroy(actions);
        pid = started;
        return error;
    }

    // Every step matters: one that failed in silence would let the program inherit what it must not.
    private static unsafe int Prepare(byte* actions, byte* attributes, string slave)
    {
        byte* all = stackalloc byte[PtyProgramCalls.SignalSetBytes];
        byte* none = stackalloc byte[PtyProgramCalls.SignalSetBytes];
        const short Flags =
            PtyProgramCalls.POSIX_SPAWN_SETSID
            | PtyProgramCalls.POSIX_SPAWN_SETSIGDEF
            | PtyProgramCalls.POSIX_SPAWN_SETSIGMASK;

        // The library makes the session before it opens the slave, which so becomes the controlling terminal.
        int failed = PtyProgramCalls.posix_spawn_file_actions_init(actions)
            | PtyProgramCalls.posix_spawnattr_init(attributes)
            | PtyProgramCalls.posix_spawn_file_actions_addopen(actions, 0, slave, Libc.O_RDWR, 0)
            | PtyProgramCalls.posix_spawn_file_actions_adddup2(actions, 0, 1)
            | PtyProgramCalls.posix_spawn_file_actions_adddup2(actions, 0, 2)
            | PtyProgramCalls.posix_spawn_file_actions_addclosefrom_np(actions, 3)
            | PtyProgramCalls.posix_spawn_file_actions_addchdir_np(actions, "/")
            | PtyProgramCalls.sigfillset(all)
            | PtyProgramCalls.sigemptyset(none)
            | PtyProgramCalls.posix_spawnattr_setsigdefault(attributes, all)
            | PtyProgramCalls.posix_spawnattr_setsigmask(attributes, none)
            | PtyProgramCalls.posix_spawnattr_setflags(attributes, Flags);
        return failed == 0 ? 0 : Libc.ENOMEM;
    }
}
