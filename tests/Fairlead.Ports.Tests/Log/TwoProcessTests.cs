using System.Diagnostics;

namespace Fairlead.Ports.Tests.Log;

public sealed class TwoProcessTests
{
    private static readonly TimeSpan s_duration = TimeSpan.FromSeconds(3);

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

        using Process writer = RingPeer.Start(nameof(RingPeer.Writes_stamped_bytes_until_it_is_killed), file.Path);
        try
        {
            var watch = new Stopwatch();
            for (int size = 1; !watch.IsRunning || watch.Elapsed < s_duration; size = size % into.Length + 7)
            {
                Assert.False(writer.HasExited && read == 0, "the writer ended");
                long before = reader.Position;
                int count = reader.Read(into.AsSpan(0, Math.Min(size, into.Length)), out long overtaken);
                int wrong = Stamp.FirstWrong(into.AsSpan(0, count), before + overtaken);
                Assert.True(wrong < 0, $"byte {before + overtaken + wrong} is another position's");
                Assert.Equal(before + overtaken + count, reader.Position);
                if (size % 7 == 0)
                {
                    entries += CheckTimeline(PortLogView.Open(readOnly.Memory, out _), started);
                }

                read += count;
                lost += overtaken;
                if (read > 0)
                {
                    watch.Start();
                }
            }
        }
        finally
        {
            writer.Kill();
            writer.WaitForExit();
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{read} bytes read, {lost} lost of {view.Head}");
        Assert.True(read > 1_000_000, $"only {read} bytes were read");
        Assert.True(lost > 1_000_000, $"the reader was hardly overtaken: {lost} bytes lost");
        Assert.True(entries > 1000, $"only {entries} journal entries were seen");
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
