namespace Fairlead.Daemon.Loop;

/// <summary>The sources that the tick reads. May change while it ticks.</summary>
sealed class BulkList(Action<Exception, object?> failed)
{
    private const int MostParts = 8;

    private readonly List<IBulk> _items = [];
    private readonly List<IBulk> _hot = [];
    private readonly List<IBulk> _now = [];

    private int _part;

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

    /// <summary>How many parts the list is ticked in, so that all of them together hold up nobody for long.</summary>
    public int Parts => Math.Clamp(_items.Count, 1, MostParts);

    /// <summary>Ticks those that said there was more and, if it is due, the next part of the list.</summary>
    public void Tick(bool due)
    {
        _now.AddRange(_hot);
        _hot.Clear();
        if (due)
        {
            int parts = Parts;
            _part = (_part + 1) % parts;
            for (int i = _part; i < _items.Count; i += parts)
            {
                if (!_now.Contains(_items[i]))
                {
                    _now.Add(_items[i]);
                }
            }
        }

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
