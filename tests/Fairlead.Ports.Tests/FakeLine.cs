using System.Text;

namespace Fairlead.Ports.Tests;

/// <summary>
/// A line whose far end is the test: it takes what <see cref="Room"/> allows and says what it was told.
/// </summary>
sealed class FakeLine : ILine
{
    private readonly List<byte> _written = [];

    public ILineOwner? Owner { get; private set; }

    public LineState State { get; set; } = LineState.Up;

    public string Description { get; set; } = "fake 9600 8N1";

    public string? Problem { get; set; }

    public bool CanHold { get; set; }

    public bool CanBreak { get; set; } = true;

    public ModemLines? ModemLines { get; set; }

    public LineCounters? Counters { get; set; }

    /// <summary>Bytes that it takes before it is full.</summary>
    public int Room { get; set; } = int.MaxValue;

    /// <summary>False: it forgets what is written, for tests that count allocations.</summary>
    public bool Keep { get; set; } = true;

    public bool Held { get; private set; }

    public bool Interactive { get; private set; }

    /// <summary>Everything that was written to it.</summary>
    public byte[] Written => [.. _written];

    public string WrittenText => Encoding.Latin1.GetString(Written);

    /// <summary>What was called, in order: "write ab", "break 500", "pause 250", "hold", "resume" ….</summary>
    public List<string> Calls { get; } = [];

    public int WriteRoom => State == LineState.Up ? Room : 0;

    public void Start(ILineOwner owner)
    {
        Owner = owner;
        Calls.Add("start");
    }

    public void Hold(bool held)
    {
        Held = held;
        Calls.Add(held ? "hold" : "resume");
    }

    public int Write(ReadOnlySpan<byte> data)
    {
        int count = Math.Min(WriteRoom, data.Length);
        Room = Room == int.MaxValue ? Room : Room - count;
        if (!Keep)
        {
            return count;
        }

        _written.AddRange(data[..count]);
        if (count > 0)
        {
            Calls.Add("write " + Encoding.Latin1.GetString(data[..count]));
        }

        return count;
    }

    public bool Break(TimeSpan length)
    {
        Calls.Add($"break {length.TotalMilliseconds}");
        return CanBreak;
    }

    public void Pause(TimeSpan length) => Calls.Add($"pause {length.TotalMilliseconds}");

    public void DiscardOutput() => Calls.Add("discard");

    public Task<bool> SetModemLinesAsync(ModemLines raise, ModemLines lower) => Task.FromResult(ModemLines is not null);

    public void SetInteractive(bool interactive) => Interactive = interactive;

    public void Disable()
    {
        State = LineState.Disabled;
        Calls.Add("disable");
    }

    public void Enable()
    {
        State = LineState.Opening;
        Calls.Add("enable");
    }

    public Task CloseAsync()
    {
        Calls.Add("close");
        return Task.CompletedTask;
    }

    /// <summary>Makes room and says so.</summary>
    public void GiveRoom(int room)
    {
        Room = room;
        Owner!.WriteRoomGrew();
    }

    /// <summary>Changes the state and says so.</summary>
    public void Become(LineState state, string? problem = null)
    {
        State = state;
        Problem = problem;
        Owner!.LineChanged();
    }

    /// <summary>The far end prints. False if the port took no more.</summary>
    public bool Print(ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            Span<byte> place = Held ? default : Owner!.Reserve(data.Length);
            if (place.IsEmpty)
            {
                return false;
            }

            int count = Math.Min(place.Length, data.Length);
            data[..count].CopyTo(place);
            Owner!.Received(count);
            data = data[count..];
        }

        return true;
    }

    public bool Print(string text) => Print(Encoding.Latin1.GetBytes(text));
}
