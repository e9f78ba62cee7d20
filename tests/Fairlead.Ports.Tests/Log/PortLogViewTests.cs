using System.Text;
using Fairlead.RingPeer;

namespace Fairlead.Ports.Tests.Log;

public sealed class PortLogViewTests
{
    [Theory]
    [InlineData("a\nb\nc\n", 0, 6)]
    [InlineData("a\nb\nc\n", 1, 4)]
    [InlineData("a\nb\nc\n", 2, 2)]
    [InlineData("a\nb\nc\n", 3, 0)]
    [InlineData("a\nb\nc\n", 9, 0)]
    [InlineData("a\nb\nc", 1, 4)]
    [InlineData("a\nb\nc", 2, 2)]
    [InlineData("\n\n\n", 1, 2)]
    [InlineData("\n\n\n", 2, 1)]
    [InlineData("abc", 1, 0)]
    [InlineData("", 1, 0)]
    public void The_last_lines_begin_where_they_begin(string text, int lines, long expected)
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        log.Append(Encoding.ASCII.GetBytes(text));
        Assert.Equal(expected, log.PositionOfLastLines(lines));
    }

    [Fact]
    public void The_last_lines_of_a_ring_that_has_wrapped_agree_with_a_search_of_what_was_written()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        var written = new List<byte>();
        var random = new Random(3);
        for (int i = 0; i < 700; i++)
        {
            byte[] line = Encoding.ASCII.GetBytes(
                new string('x', random.Next(30)) + (random.Next(9) > 0 ? "\r\n" : ""));
            log.Append(line);
            written.AddRange(line);
            int wanted = random.Next(1, 200);
            long expected = written.Count;
            for (int left = wanted; left > 0 && expected > log.Tail; left--)
            {
                expected = written.LastIndexOf((byte)'\n', (int)Math.Max(0, expected - 2)) + 1;
            }

            Assert.Equal(Math.Max(expected, log.Tail), log.PositionOfLastLines(wanted));
        }
    }

    [Fact]
    public void A_view_writes_nothing()
    {
        using RingFile file = RingFile.Make(4096);
        var time = new ManualTime();
        PortLog log = PortLog.Create(file.Memory, TestRing.Port, 4096, TestRing.Options(time));
        log.Append("boot\nlogin: "u8);
        log.Record(JournalKind.LineUp, "up");

        // A write to this mapping would end the process.
        using RingFile readOnly = RingFile.OpenReadOnly(file.Path);
        PortLogView view = PortLogView.Open(readOnly.Memory, out LogRecovery.Refused? refused)!;
        Assert.Null(refused);
        var into = new byte[100];
        LogReader reader = view.OpenReader(view.PositionOfLastLines(1));
        Assert.Equal(7, reader.Read(into, out _));
        Assert.Equal("up", Assert.Single(view.Journal(0)).Text);
        Assert.Equal(time.GetUtcNow(), view.TimeAt(0));
        Assert.Equal(0, view.PositionAt(time.GetUtcNow()));

        log.Append("root\n"u8);
        Assert.Equal(5, reader.Read(into, out _));
        Assert.Equal(TestRing.Port, view.Port);
    }
}
