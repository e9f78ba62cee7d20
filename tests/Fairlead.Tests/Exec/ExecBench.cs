using System.Text;
using Fairlead.Lines;
using Fairlead.Ports;
using Fairlead.Tests.Lines;
using Fairlead.Tests.Loop;

namespace Fairlead.Tests.Exec;

/// <summary>An exec line on a loop, with a port that remembers.</summary>
sealed class ExecBench : IAsyncDisposable
{
    private readonly LoopThread _loop = new();

    public ExecBench(ExecLineSettings settings, TimeProvider? time = null)
    {
        Line = new ExecLine(_loop.Loop, time ?? TimeProvider.System, settings);
        Owner = new RecordingOwner(Line);
    }

    public ExecLine Line { get; }

    public RecordingOwner Owner { get; }

    public LoopThread Loop => _loop;

    public static ExecBench Shell(string script, TimeProvider? time = null) => new(
        new ExecLineSettings { Arguments = ["/bin/sh", "-c", script], AllowOwnUser = true }, time);

    public void Start() => _loop.On(() => Line.Start(Owner));

    public void Type(string text) =>
        _loop.On(() => Assert.Equal(text.Length, Line.Write(Encoding.ASCII.GetBytes(text))));

    /// <summary>Waits until that text was said, and returns everything said so far.</summary>
    public async Task<string> ExpectAsync(string text)
    {
        string said = "";
        await _loop.UntilAsync(
            () => (said = Encoding.UTF8.GetString([.. Owner.Received])).Contains(text, StringComparison.Ordinal));
        return said;
    }

    public Task UntilStateAsync(LineState state) => _loop.UntilAsync(() => Line.State == state);

    public async ValueTask DisposeAsync()
    {
        await _loop.OnAsync(Line.CloseAsync);
        _loop.Dispose();
        Assert.Empty(_loop.Failures);
    }
}
