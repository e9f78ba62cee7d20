using Fairlead.Tty;

namespace Fairlead.Lines;

/// <summary>What runs on an exec line, and as whom.</summary>
sealed record ExecLineSettings
{
    /// <summary>The program and its arguments; never run through a shell.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The user it runs as; null is the daemon's own, which needs <see cref="AllowOwnUser"/>.</summary>
    public string? User { get; init; }

    /// <summary>Lets a program be the daemon's own user: only the embedded demo does.</summary>
    public bool AllowOwnUser { get; init; }

    /// <summary>Window size in characters.</summary>
    public (int Rows, int Columns) WindowSize { get; init; } = (24, 80);

    /// <summary>What a BREAK sends to the foreground: SIGINT (2), SIGQUIT (3) or SIGTSTP (20);
    /// 0 if it cannot break.</summary>
    public int BreakSignal { get; init; } = Libc.SIGINT;

    /// <summary>How slowly it is typed to.</summary>
    public LinePacing Pacing { get; init; }

    /// <summary>How <see cref="ExecAs"/> is reached; the user, "--" and the program follow.</summary>
    public IReadOnlyList<string> Helper { get; init; } = ["/proc/self/exe", "exec-as"];
}
