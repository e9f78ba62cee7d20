namespace Fairlead.Ports;

/// <summary>How many may type on a port at once.</summary>
public enum WriterPolicy
{
    /// <summary>One; the others wait or take over.</summary>
    Single,

    /// <summary>Everybody who may write.</summary>
    Shared,
}

/// <summary>
/// Who types on a port and who waits for it, in order. It only keeps the places: rights are asked before, and
/// people are told after.
/// </summary>
/// <typeparam name="T">A session, compared by reference.</typeparam>
public sealed class WriterGate<T>(WriterPolicy policy)
    where T : class
{
    private readonly List<T> _writers = [];
    private readonly List<T> _waiting = [];

    public WriterPolicy Policy { get; private set; } = policy;

    /// <summary>
    /// Who may type now, longest first; at most one while the policy is <see cref="WriterPolicy.Single"/>.
    /// </summary>
    public IReadOnlyList<T> Writers => _writers;

    /// <summary>Who gets the port when it is free, first come first.</summary>
    public IReadOnlyList<T> Waiting => _waiting;

    public bool IsWriter(T session) => _writers.Contains(session);

    /// <summary>Lets the session write if there is a free place; it does not wait for one.</summary>
    public bool TryAcquire(T session)
    {
        if (IsWriter(session))
        {
            return true;
        }

        if (Policy == WriterPolicy.Single && _writers.Count > 0)
        {
            return false;
        }

        _waiting.Remove(session);
        _writers.Add(session);
        return true;
    }

    /// <summary>Like <see cref="TryAcquire"/>, but the session waits if there is no free place.</summary>
    public bool Ask(T session)
    {
        if (TryAcquire(session))
        {
            return true;
        }

        if (!_waiting.Contains(session))
        {
            _waiting.Add(session);
        }

        return false;
    }

    /// <summary>The session writes no more and waits no more. True if it had been a writer.</summary>
    public bool Release(T session)
    {
        _waiting.Remove(session);
        return _writers.Remove(session);
    }

    /// <summary>
    /// Gives a free place to the first who waits; null if there is neither. Called until null after places became
    /// free, so that somebody who may not write any more can be passed over.
    /// </summary>
    public T? AdmitNext()
    {
        if (_waiting.Count == 0 || (Policy == WriterPolicy.Single && _writers.Count > 0))
        {
            return null;
        }

        T next = _waiting[0];
        _waiting.RemoveAt(0);
        _writers.Add(next);
        return next;
    }

    /// <summary>
    /// Makes the session a writer at once and returns whom that cost their place: on a shared port nobody.
    /// </summary>
    public IReadOnlyList<T> TakeOver(T session)
    {
        if (TryAcquire(session))
        {
            return [];
        }

        T[] bumped = [.. _writers];
        _writers.Clear();
        TryAcquire(session);
        return bumped;
    }

    /// <summary>
    /// Changes the policy. From shared to single the longest writer stays and the others are returned: they are
    /// watchers now. From single to shared call <see cref="AdmitNext"/> until null.
    /// </summary>
    public IReadOnlyList<T> Apply(WriterPolicy policy)
    {
        Policy = policy;
        if (policy == WriterPolicy.Shared || _writers.Count <= 1)
        {
            return [];
        }

        T[] bumped = [.. _writers.Skip(1)];
        _writers.RemoveRange(1, _writers.Count - 1);
        return bumped;
    }
}
