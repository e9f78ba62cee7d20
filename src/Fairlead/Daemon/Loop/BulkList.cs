namespace Fairlead.Daemon.Loop;

/// <summary>The sources that the tick reads. May change while it ticks.</summary>
sealed class BulkList(Action<Exception, object?> failed)
{
    private readonly List<IBulk> _items = [];
    private readonly List<IBulk> _hot = [];
    private readonly List<IBulk> _now = [];

    public bool IsEmpty => _items.Count == 0;

    /// <summary>True if some source has more to give right now.</summary>
    public bool IsHot => _hot.Count > 0;

    public void Add(IBulk item)
    {
        if (!_items.Contains(item))
        {
            _items.Add(item);
        }
    }

    public void Remove(IBulk item)
    {
        _items.Remove(item);
        _hot.Remove(item);
        int at = _now.IndexOf(item);
        if (at >= 0)
        {
            _now[at] = None.Instance;
        }
    }

    /// <summary>Ticks all, or between two ticks only those that said there was more.</summary>
    public void Tick(bool all)
    {
        _now.AddRange(all ? _items : _hot);
        _hot.Clear();
        for (int i = 0; i < _now.Count; i++)
        {
            IBulk item = _now[i];
            try
            {
                if (item.Tick() && _items.Contains(item))
                {
                    _hot.Add(item);
                }
            }
            catch (Exception e)
            {
                Remove(item);
                failed(e, item);
            }
        }

        _now.Clear();
    }

    /// <summary>Takes the place of one that was removed while the list ticks.</summary>
    private sealed class None : IBulk
    {
        public static readonly None Instance = new();

        public bool Tick() => false;
    }
}
