using Fairlead.RingPeer;

namespace Fairlead.Ports.Tests.Log;

public sealed class PortLogMoveTests
{
    [Theory]
    [InlineData(4096, 16384, 3000)]
    [InlineData(4096, 16384, 50_000)]
    [InlineData(16384, 4096, 50_000)]
    [InlineData(12288, 8192, 7000)]
    [InlineData(8192, 8192, 0)]
    public void A_log_goes_on_in_a_ring_of_another_size(int oldSize, int newSize, int written)
    {
        var time = new ManualTime();
        using var old = new TestRing(oldSize);
        PortLog before = PortLog.Create(
            old.Memory, TestRing.Port, oldSize, TestRing.Options(time) with { StartPosition = 1_000_000 });
        for (int done = 0; done < written; done += 500)
        {
            before.Append(Stamped(before.Head, Math.Min(500, written - done)));
            before.Record(JournalKind.Note, $"at {before.Head}");
            time.Advance(TimeSpan.FromMilliseconds(60));
        }

        using var wider = new TestRing(newSize);
        PortLog log = PortLog.CreateFrom(wider.Memory, newSize, before.View, TestRing.Options(time));

        Assert.Equal(before.Head, log.Head);
        Assert.Equal(Math.Max(before.Tail, before.Head - newSize), log.Tail);
        Assert.Equal(before.Journal(0), log.Journal(0));
        for (long at = log.Tail; at < log.Head; at++)
        {
            Assert.Equal(before.TimeAt(at), log.TimeAt(at));
        }

        log.Append(Stamped(log.Head, 1000));
        log.Record(JournalKind.Note, "goes on");
        Assert.Equal(before.View.LastJournalSequence + 1, log.View.LastJournalSequence);
        var into = new byte[newSize];
        long from = log.Tail;
        int count = log.OpenReader(from).Read(into, out long lost);
        Assert.Equal(0, lost);
        Assert.Equal(log.Head - from, count);
        Assert.Equal(-1, Stamp.FirstWrong(into.AsSpan(0, count), from));

        PortLog reopened = PortLog.Open(wider.Memory, TestRing.Options(time), out LogRecovery recovery)!;
        Assert.Equal(new LogRecovery.Opened(log.Head, 0, 0), recovery);
        Assert.Equal(TestRing.Port, reopened.Port);
    }

    private static byte[] Stamped(long position, int length)
    {
        var bytes = new byte[length];
        Stamp.Fill(bytes, position);
        return bytes;
    }
}
