namespace Fairlead.Ports;

/// <summary>
/// The promise, kept on durable storage, that no position at or above <see cref="UpTo"/> was ever used. It is made
/// durable before it is granted to a log, so that after a power cut numbering goes on at <see cref="UpTo"/> and no
/// position is used twice.
/// </summary>
/// <param name="UpTo">The first position not covered.</param>
public readonly record struct PositionLease(long UpTo)
{
    /// <summary>How far ahead of the head a lease reaches: 64 MiB.</summary>
    public const long Ahead = 64L << 20;

    /// <summary>A lease with less than this left is renewed: 32 MiB.</summary>
    public const long LowWater = 32L << 20;

    /// <summary>Positions that may still be used.</summary>
    public long Left(long head) => Math.Max(0, UpTo - head);

    /// <summary>True if it is time to make the next lease durable.</summary>
    public bool RunsLow(long head) => Left(head) < LowWater;

    /// <summary>The next lease: 64 MiB past the head, never less than this one.</summary>
    public PositionLease Renewed(long head) =>
        new(Math.Max(UpTo, Math.Min(head + Ahead, LogLayout.PositionLimit)));

    /// <summary>The lease to make durable before a ring starts at <see cref="UpTo"/> because
    /// the earlier one is gone.</summary>
    public PositionLease AfterLoss() => Renewed(UpTo);
}
