namespace Fairlead.Daemon.Loop;

/// <summary>
/// What is to run on the loop: a plain queue for what the loop posts itself, a locked one for everybody else, who
/// wakes the loop only if it may be asleep.
/// </summary>
sealed class PostQueue(Action wake)
{
    private readonly Lock _gate = new();
    private readonly Queue<Item> _own = new();
    private Queue<Item> _foreign = new();
    private Queue<Item> _taken = new();
    private bool _asleep;

    /// <summary>True if the loop has something of its own to run.</summary>
    public bool HasOwn => _own.Count > 0;

    /// <summary>From the loop thread.</summary>
    public void PostOwn(SendOrPostCallback callback, object? state) => _own.Enqueue(new Item(callback, state));

    /// <summary>From any other thread.</summary>
    public void PostForeign(SendOrPostCallback callback, object? state)
    {
        bool sleeper;
        lock (_gate)
        {
            _foreign.Enqueue(new Item(callback, state));
            sleeper = _asleep;
            _asleep = false;
        }

        if (sleeper)
        {
            wake();
        }
    }

    /// <summary>True if the loop may sleep: nothing is queued, and whoever queues from now on wakes it.</summary>
    public bool TrySleep()
    {
        lock (_gate)
        {
            _asleep = _own.Count == 0 && _foreign.Count == 0;
            return _asleep;
        }
    }

    /// <summary>The loop is awake: moves what others have posted to its own queue.</summary>
    public void Collect()
    {
        lock (_gate)
        {
            _asleep = false;
            if (_foreign.Count == 0)
            {
                return;
            }

            (_foreign, _taken) = (_taken, _foreign);
        }

        while (_taken.TryDequeue(out Item item))
        {
            _own.Enqueue(item);
        }
    }

    /// <summary>The next of the loop's own queue.</summary>
    public bool TryTake(out SendOrPostCallback callback, out object? state)
    {
        bool any = _own.TryDequeue(out Item item);
        callback = item.Callback;
        state = item.State;
        return any;
    }

    private readonly record struct Item(SendOrPostCallback Callback, object? State);
}
