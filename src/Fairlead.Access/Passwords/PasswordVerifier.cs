using System.Security.Cryptography;

namespace Fairlead.Access.Passwords;

/// <summary>
/// Checks passwords off the loop, two at once, and takes waiting ones from one source after the other, so that a flood
/// from one address does not keep another's user waiting. Used on the loop; answers come back to it.
/// </summary>
public sealed class PasswordVerifier : IDisposable
{
    /// <summary>How many hashes are made at once.</summary>
    public const int AtOnce = 2;

    /// <summary>How many attempts of one source wait.</summary>
    public const int WaitingPerSource = 64;

    /// <summary>How many attempts wait in total.</summary>
    public const int WaitingInTotal = 256;

    /// <summary>Bytes of the longest password that can be right.</summary>
    public const int LongestPassword = 1024;

    /// <summary>How long an attempt that found no place to wait is held before it is refused.</summary>
    public static readonly TimeSpan RefusalDelay = TimeSpan.FromSeconds(2);

    private readonly TimeProvider _time;
    private readonly Argon2Pool _pool;
    private readonly Dictionary<SourceAddress, Queue<Turn>> _waiting = [];
    private readonly Queue<SourceAddress> _sources = new();
    private int _waitingInTotal;
    private int _running;

    public PasswordVerifier(TimeProvider time)
    {
        _time = time;
        _pool = new Argon2Pool(PasswordHash.MemoryBytes, time);
    }

    /// <summary>Blocks of 19 MiB that exist now: at most two at work, at most one kept for a minute.</summary>
    internal int AllocatedBlocks => _pool.Allocated;

    /// <summary>
    /// Compares a password with a user's hash. A null hash (no such user, or one without a password) costs the same and
    /// is wrong. The password is copied; the copy is wiped.
    /// </summary>
    /// <param name="hash">The user's, or null.</param>
    /// <param name="password">UTF-8 as the peer sent it.</param>
    /// <param name="source">Where from; waiting is fair between sources.</param>
    /// <param name="cancel">The connection's end: an attempt that still waits is forgotten.</param>
    public ValueTask<PasswordVerdict> VerifyAsync(
        PasswordHash? hash, ReadOnlySpan<byte> password, SourceAddress source, CancellationToken cancel)
    {
        if (password.Length > LongestPassword)
        {
            hash = null;
            password = password[..LongestPassword];
        }

        // Pinned, so that the collector leaves no second copy behind.
        byte[] copy = GC.AllocateUninitializedArray<byte>(password.Length, pinned: true);
        password.CopyTo(copy);
        return VerifyAsync(hash, copy, source, cancel);
    }

    /// <summary>Gives the kept memory back.</summary>
    public void Dispose() => _pool.Dispose();

    private async ValueTask<PasswordVerdict> VerifyAsync(
        PasswordHash? hash, byte[] password, SourceAddress source, CancellationToken cancel)
    {
        try
        {
            if (_running < AtOnce)
            {
                _running++;
            }
            else if (TryQueue(source) is { } turn)
            {
                await WaitAsync(turn, cancel);
            }
            else
            {
                await Task.Delay(RefusalDelay, _time, cancel);
                return PasswordVerdict.Busy;
            }

            try
            {
                bool right =
                    await Task.Run(() => Compute(hash ?? PasswordHash.Nobody, password), CancellationToken.None);
                return right && hash is not null ? PasswordVerdict.Right : PasswordVerdict.Wrong;
            }
            finally
            {
                NextTurn();
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(password);
        }
    }

    private bool Compute(PasswordHash hash, byte[] password)
    {
        Argon2Memory memory = _pool.Rent();
        try
        {
            return hash.Verify(password, memory);
        }
        finally
        {
            _pool.Return(memory);
        }
    }

    private Turn? TryQueue(SourceAddress source)
    {
        _waiting.TryGetValue(source, out Queue<Turn>? queue);
        if (_waitingInTotal >= WaitingInTotal || queue?.Count >= WaitingPerSource)
        {
            return null;
        }

        if (queue is null)
        {
            _waiting.Add(source, queue = new Queue<Turn>());
            _sources.Enqueue(source);
        }

        Turn turn = new();
        queue.Enqueue(turn);
        _waitingInTotal++;
        return turn;
    }

    private async Task WaitAsync(Turn turn, CancellationToken cancel)
    {
        try
        {
            await turn.Come.Task.WaitAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            turn.IsAbandoned = true;
            if (turn.Come.Task.IsCompleted)
            {
                NextTurn();
            }

            throw;
        }
    }

    // Hands the place that became free to the source whose turn it is.
    private void NextTurn()
    {
        while (_sources.TryDequeue(out SourceAddress source))
        {
            Queue<Turn> queue = _waiting[source];
            Turn turn = queue.Dequeue();
            _waitingInTotal--;
            if (queue.Count > 0)
            {
                _sources.Enqueue(source);
            }
            else
            {
                _waiting.Remove(source);
            }

            if (!turn.IsAbandoned)
            {
                turn.Come.SetResult();
                return;
            }
        }

        _running--;
    }

    /// <summary>One attempt that waits.</summary>
    private sealed class Turn
    {
        public TaskCompletionSource Come { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool IsAbandoned { get; set; }
    }
}
