using System.IO.Pipelines;
using Fairlead.Ssh.Tests.Support;
using Fairlead.Ssh.Transport;

namespace Fairlead.Ssh.Tests.Transport;

public sealed class OutputFlowTests
{
    private static readonly byte[] s_bytes = [.. Enumerable.Range(0, 20_000).Select(static i => (byte)(i * 7))];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public Task A_burst_is_flushed_once(bool deferring) => OnLoopAsync(async context =>
    {
        var pipe = new Pipe();
        var writer = new DeferringWriter(pipe.Writer);
        var flow = new OutputFlow(deferring ? writer : pipe.Writer, context);
        for (int i = 0; i < 5; i++)
        {
            Write(flow, s_bytes.AsSpan(i * 10, 10));
        }

        Assert.False(pipe.Reader.TryRead(out _));
        ReadResult read = await pipe.Reader.ReadAsync();
        Assert.Equal(50, read.Buffer.Length);
        Assert.Equal(deferring ? 1 : 0, writer.Flushes);
        Assert.Equal(0, flow.Pending);
    });

    [Fact]
    public Task While_a_flush_waits_data_is_refused_and_answers_keep_their_order() => OnLoopAsync(async context =>
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 100, resumeWriterThreshold: 50));
        int roomMade = 0;
        var flow = new OutputFlow(new DeferringWriter(pipe.Writer), context) { RoomMade = () => roomMade++ };
        Write(flow, s_bytes.AsSpan(0, 1000));
        ReadResult read = await pipe.Reader.ReadAsync();
        Assert.Equal(0, flow.Room);
        Assert.Equal(0, roomMade);
        Write(flow, s_bytes.AsSpan(1000, 500));
        Write(flow, s_bytes.AsSpan(1500, 500));
        Assert.Equal(2000, flow.Pending);
        pipe.Reader.AdvanceTo(read.Buffer.End);
        read = await pipe.Reader.ReadAsync();
        Assert.Equal(s_bytes[1000..2000], System.Buffers.BuffersExtensions.ToArray(read.Buffer));
        Assert.Equal(1, roomMade);
        pipe.Reader.AdvanceTo(read.Buffer.End);
        await flow.DrainedAsync();
        Assert.Equal(OutputFlow.DataLimit, flow.Room);
    });

    [Fact]
    public Task A_reader_that_is_gone_is_reported_once() => OnLoopAsync(async context =>
    {
        var pipe = new Pipe();
        int lost = 0;
        var flow = new OutputFlow(pipe.Writer, context) { Lost = _ => lost++ };
        await pipe.Reader.CompleteAsync();
        Write(flow, s_bytes.AsSpan(0, 10));
        await flow.DrainedAsync();
        Write(flow, s_bytes.AsSpan(0, 10));
        await flow.DrainedAsync();
        Assert.Equal(1, lost);
        Assert.Equal(0, flow.Room);
    });

    private static void Write(OutputFlow flow, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(flow.GetSpan(bytes.Length));
        flow.Advance(bytes.Length);
    }

    private static async Task OnLoopAsync(Func<SynchronizationContext, Task> test)
    {
        using var loop = new TestLoop();
        await loop.RunAsync(() => test(loop));
    }
}
