using System.Text;
using Fairlead.Lines;

namespace Fairlead.Tests.Lines;

public sealed class LineOutputTests
{
    private readonly SteppedTime _time = new();
    private readonly Sink _sink = new();

    public LineOutputTests() => SynchronizationContext.SetSynchronizationContext(null);

    [Fact]
    public void What_the_far_end_takes_at_once_is_not_queued()
    {
        LineOutput output = Started();

        Assert.Equal(5, output.Write("hello"u8));

        Assert.Equal("hello", _sink.Text);
        Assert.Equal(OutputQueue.Capacity, output.Room);
        Assert.False(_sink.WantsWritable);
    }

    [Fact]
    public void What_it_does_not_take_waits_in_order_until_it_is_writable()
    {
        LineOutput output = Started();
        _sink.Takes = 2;

        output.Write("hello "u8);
        output.Write("world"u8);
        Assert.Equal("he", _sink.Text);
        Assert.True(_sink.WantsWritable);
        _sink.Takes = int.MaxValue;
        output.Writable();

        Assert.Equal("hello world", _sink.Text);
        Assert.False(_sink.WantsWritable);
        Assert.True(output.IsIdle);
    }

    [Fact]
    public void A_full_queue_refuses_and_tells_when_there_is_room_again()
    {
        int told = 0;
        LineOutput output = Started(roomGrew: () => told++);
        _sink.Takes = 0;

        Assert.Equal(OutputQueue.Capacity, output.Write(new byte[OutputQueue.Capacity + 1]));
        Assert.Equal(0, output.Write("x"u8));
        Assert.Equal(0, told);
        _sink.Takes = 10;
        output.Writable();
        Assert.Equal(0, told);
        _sink.Takes = int.MaxValue;
        output.Writable();

        Assert.Equal(1, told);
        Assert.Equal(OutputQueue.Capacity, _sink.Text.Length);
    }

    [Fact]
    public void Bytes_after_a_break_wait_until_it_is_over()
    {
        var ended = new TaskCompletionSource();
        LineOutput output = Started(sendBreak: length =>
        {
            _sink.Note($"<break {length.TotalMilliseconds}>");
            return ended.Task;
        });

        output.Write("a"u8);
        Assert.True(output.Break(TimeSpan.FromMilliseconds(500)));
        output.Write("b"u8);
        Assert.Equal("a<break 500>", _sink.Text);
        ended.SetResult();

        Assert.Equal("a<break 500>b", _sink.Text);
    }

    [Fact]
    public void A_break_waits_for_the_bytes_before_it()
    {
        LineOutput output = Started(sendBreak: _ =>
        {
            _sink.Note("<break>");
            return Task.CompletedTask;
        });
        _sink.Takes = 1;

        output.Write("abc"u8);
        output.Break(TimeSpan.FromMilliseconds(1));
        output.Write("d"u8);
        Assert.Equal("a", _sink.Text);
        _sink.Takes = int.MaxValue;
        output.Writable();

        Assert.Equal("abc<break>d", _sink.Text);
    }

    [Fact]
    public void A_line_without_break_refuses_one()
    {
        LineOutput output = Started();

        Assert.False(output.Break(TimeSpan.FromMilliseconds(1)));
        Assert.True(output.IsIdle);
    }

    [Fact]
    public void A_pause_holds_the_bytes_behind_it_that_long()
    {
        LineOutput output = Started();

        output.Write("a"u8);
        output.Pause(TimeSpan.FromMilliseconds(250));
        output.Write("b"u8);
        _time.Advance(TimeSpan.FromMilliseconds(249));
        Assert.Equal("a", _sink.Text);
        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal("ab", _sink.Text);
    }

    [Fact]
    public void Characters_leave_at_the_lines_pace()
    {
        LineOutput output = Started(new LinePacing(TimeSpan.FromMilliseconds(5), TimeSpan.Zero));

        Assert.Equal(3, output.Write("abc"u8));
        Assert.Equal("a", _sink.Text);
        _time.Advance(TimeSpan.FromMilliseconds(5));
        Assert.Equal("ab", _sink.Text);
        _time.Advance(TimeSpan.FromMilliseconds(5));

        Assert.Equal("abc", _sink.Text);
    }

    [Fact]
    public void Lines_leave_at_the_lines_pace_and_CR_LF_is_one_line_end()
    {
        LineOutput output = Started(new LinePacing(TimeSpan.Zero, TimeSpan.FromMilliseconds(100)));

        output.Write("one\r\ntwo\rthree"u8);
        Assert.Equal("one\r\n", _sink.Text);
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal("one\r\ntwo\r", _sink.Text);
        _time.Advance(TimeSpan.FromMilliseconds(100));

        Assert.Equal("one\r\ntwo\rthree", _sink.Text);
    }

    [Fact]
    public void What_is_discarded_never_leaves_and_a_pause_ends_with_it()
    {
        LineOutput output = Started();

        output.Pause(TimeSpan.FromHours(1));
        output.Write("old"u8);
        output.Discard();
        output.Write("new"u8);

        Assert.Equal("new", _sink.Text);
        Assert.Equal(0, _time.Waiting);
    }

    [Fact]
    public void What_is_written_before_the_line_is_up_leaves_when_it_is()
    {
        var output = new LineOutput(_sink, () => { }, _time);

        output.Write("early"u8);
        Assert.Equal("", _sink.Text);
        output.Start();

        Assert.Equal("early", _sink.Text);
    }

    [Fact]
    public void Too_many_breaks_are_refused()
    {
        LineOutput output = Started(sendBreak: _ => new TaskCompletionSource().Task);

        int taken = Enumerable.Range(0, 1000).Count(_ => output.Break(TimeSpan.FromSeconds(1)));

        Assert.Equal(OutputQueue.MostControls + 1, taken);
    }

    private LineOutput Started(
        LinePacing pacing = default, Action? roomGrew = null, Func<TimeSpan, Task>? sendBreak = null)
    {
        var output = new LineOutput(_sink, roomGrew ?? (() => { }), _time, pacing, sendBreak);
        output.Start();
        return output;
    }

    private sealed class Sink : IOutputSink
    {
        private readonly StringBuilder _text = new();

        /// <summary>Bytes it takes until this is set again.</summary>
        public int Takes { get; set; } = int.MaxValue;

        public bool WantsWritable { get; private set; }

        public string Text => _text.ToString();

        public void Note(string note) => _text.Append(note);

        public int Write(ReadOnlySpan<byte> data)
        {
            int taken = Math.Min(data.Length, Takes);
            Takes -= Takes == int.MaxValue ? 0 : taken;
            _text.Append(Encoding.Latin1.GetString(data[..taken]));
            return taken;
        }

        public void WantWritable(bool wanted) => WantsWritable = wanted;
    }
}
