namespace Fairlead.SystemServices;

/// <summary>What came of asking for a state directory.</summary>
abstract record StateDirectoryAnswer
{
    private StateDirectoryAnswer()
    {
    }

    /// <summary>It is ours until <see cref="StateDirectory.Dispose"/>; the receiver owns it.</summary>
    public sealed record Held(StateDirectory Directory) : StateDirectoryAnswer;

    /// <summary>Another daemon runs on it.</summary>
    /// <param name="Path">The state directory.</param>
    /// <param name="Pid">Its process, or 0 if it has not written that yet.</param>
    /// <param name="Since">When it took the directory; null if it has not written that yet.</param>
    public sealed record Busy(string Path, int Pid, DateTimeOffset? Since) : StateDirectoryAnswer
    {
        /// <summary>One sentence for the operator.</summary>
        public override string ToString() => Pid == 0
            ? $"{Path} is held by another daemon"
            : $"{Path} is held by process {Pid} since {Since:yyyy-MM-ddTHH:mm:ssK}";
    }

    /// <summary>It cannot be made or read.</summary>
    public sealed record Failed(string Why) : StateDirectoryAnswer
    {
        public override string ToString() => Why;
    }
}
