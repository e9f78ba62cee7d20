using System.Diagnostics;
using Fairlead.RingPeer;

namespace Fairlead.Ports.Tests.Log;

public sealed class TwoProcessTests
{
    private const long Enough = 1_000_000;

    private static readonly TimeSpan s_shortest = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(30);

    [Fact]
    public void A_reader_in_another_process_never_sees_a_byte_that_is_not_its_positions()
    {
        using RingFile file = RingFile.Make(4096);
        PortLog.Create(file.Memory, TestRing.Port, 4096, TestRing.Options());
        using RingFile readOnly = RingFile.OpenReadOnly(file.Path);
        PortLogView view = PortLogView.Open(readOnly.Memory, out _)!;
        LogReader reader = view.OpenReader(0);
        DateTimeOffset started = DateTimeOffset.UtcNow;
        var into = new byte[4096];
        long read = 0;
        long entries = 0;
        long lost = 0;

        using Process writer = Peer.Start("write", file.Path);
        try
        {
            var watch = Stopwatch.StartNew();
            bool enough = false;
            int turn = 0;
            for (int size = 1; watch.Elapsed < (enough ? s_shortest : s_longest); size = size % into.Length + 7)
            {
                Assert.False(writer.HasExited && read == 0, "the writer ended");
                long before = reader.Position;
                int count = reader.Read(into.AsSpan(0, Math.Min(size, into.Length)), out long overtaken);
                int wrong = Stamp.FirstWrong(into.AsSpan(0, count), before + overtaken);
                Assert.True(wrong < 0, $"byte {before + overtaken + wrong} is another position's");
                Assert.Equal(before + overtaken + count, reader.Position);
                if (turn++ % 50 == 0)
                {
                    entries += CheckTimeline(PortLogView.Open(readOnly.Memory, out _), started);
                }

                read += count;
                lost += overtaken;
                enough = read > Enough && lost > Enough && entries > 100;
            }
        }
        finally
        {
            writer.Kill();
            writer.WaitForExit();
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{read} bytes read, {lost} lost of {view.Head}");
        Assert.True(read > Enough, $"only {read} bytes were read");
        Assert.True(lost > Enough, $"the reader was hardly overtaken: {lost} bytes lost");
        Assert.True(entries > 100, $"only {entries} journal entries were seen");
    }

    private static int CheckTimeline(PortLogView? view, DateTimeOffset started)
    {
        Assert.NotNull(view);
        int entries = 0;
        long sequence = 0;
        foreach (JournalEntry entry in view.Journal(0))
        {
            Assert.Equal($"{entry.Position}", entry.Text);
            Assert.True(entry.Sequence > sequence);
            sequence = entry.Sequence;
            entries++;
        }

        if (view.TimeAt(view.Tail) is { } time)
        {
            Assert.InRange(time, started.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
        }

        return entries;
    }
}
