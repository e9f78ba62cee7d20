namespace Fairlead.Ports;

/// <summary>How many sessions the device's ports may have together, and what the next one is called.</summary>
public sealed class SessionBudget
{
    private long _lastId;

    /// <summary>The most at once; a lower limit ends no session that is there.</summary>
    public int Limit { get; set; } = 500;

    /// <summary>Sessions attached now.</summary>
    public int Count { get; private set; }

    /// <summary>Takes a place and names the session that has it; null if there is none.</summary>
    internal long? Take()
    {
        if (Count >= Limit)
        {
            return null;
        }

        Count++;
        return ++_lastId;
    }

    internal void GiveBack() => Count--;
}
