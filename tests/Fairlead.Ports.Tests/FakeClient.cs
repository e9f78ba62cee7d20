using System.Text;

namespace Fairlead.Ports.Tests;

/// <summary>
/// A client that takes what its <see cref="Window"/> allows and keeps everything it is told, in order.
/// </summary>
sealed class FakeClient : ISessionClient
{
    private readonly List<byte> _output = [];
    private readonly byte[] _packet = new byte[1000];
    private int _lent;

    /// <summary>Bytes that it still takes.</summary>
    public long Window { get; set; } = long.MaxValue;

    public byte[] Output => [.. _output];

    public string OutputText => Encoding.Latin1.GetString(Output);

    public List<string> Notices { get; } = [];

    public StringBuilder Answers { get; } = new();

    /// <summary>Output and notices as a terminal would show them.</summary>
    public StringBuilder Screen { get; } = new();

    public int ConsumedBytes { get; private set; }

    public (SessionEndReason Reason, string Text)? End { get; private set; }

    /// <summary>Called when it is given bytes, as a door does whose connection breaks right then.</summary>
    public Action? OnAdvance { get; set; }

    public Span<byte> GetSpan(int wanted)
    {
        AssertAlive();
        _lent = (int)Math.Min(Math.Min(wanted, _packet.Length), Window);
        return _packet.AsSpan(0, _lent);
    }

    public void Advance(int count)
    {
        AssertAlive();
        Assert.InRange(count, 0, _lent);
        _lent = 0;
        Window -= count;
        _output.AddRange(_packet.AsSpan(0, count));
        Screen.Append(Encoding.Latin1.GetString(_packet, 0, count));
        OnAdvance?.Invoke();
    }

    public void Notice(string text)
    {
        AssertAlive();
        Assert.DoesNotContain(text, char.IsControl);
        Notices.Add(text);
        Screen.Append('[').Append(text).Append(']');
    }

    public void Answer(ReadOnlySpan<byte> text)
    {
        AssertAlive();
        Answers.Append(Encoding.UTF8.GetString(text));
    }

    public void Consumed(int count)
    {
        AssertAlive();
        Assert.True(count > 0, "nothing consumed");
        ConsumedBytes += count;
    }

    public void Ended(SessionEndReason reason, string text)
    {
        AssertAlive();
        End = (reason, text);
    }

    public bool WasTold(string part) => Notices.Any(one => one.Contains(part, StringComparison.Ordinal));

    private void AssertAlive() => Assert.True(End is null, "told something after the end");
}
