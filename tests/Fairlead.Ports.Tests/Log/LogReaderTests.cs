using System.Text;

namespace Fairlead.Ports.Tests.Log;

public sealed class LogReaderTests
{
    private readonly byte[] _into = new byte[16 * 1024];

    [Fact]
    public void What_is_appended_is_read_from_any_position()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        log.Append("login: root\r\n"u8);

        LogReader reader = log.OpenReader(7);
        Assert.Equal(6, reader.Available);
        int count = reader.Read(_into, out long lost);

        Assert.Equal("root\r\n", Encoding.ASCII.GetString(_into, 0, count));
        Assert.Equal(0, lost);
        Assert.Equal(13, reader.Position);
        Assert.Equal(0, reader.Read(_into, out lost));
        Assert.Equal(0, lost);
    }

    [Fact]
    public void A_reader_that_is_overtaken_is_told_how_much_it_lost()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        LogReader reader = log.OpenReader(0);
        byte[] written = Stream(10_000);
        log.Append(written);

        int count = reader.Read(_into, out long lost);

        Assert.True(lost >= 10_000 - 4096, $"lost {lost}");
        Assert.Equal(10_000, lost + count);
        Assert.Equal(written.AsSpan((int)lost), _into.AsSpan(0, count));
    }

    [Fact]
    public void An_overtaken_reader_goes_on_an_eighth_of_the_ring_past_the_tail()
    {
        using var ring = new TestRing(8192);
        PortLog log = ring.Create();
        LogReader reader = log.OpenReader(0);
        log.Append(Stream(9000));
        long tail = log.Tail;

        reader.Read(_into.AsSpan(0, 1), out long lost);

        Assert.Equal(tail + 1024, lost);
    }

    [Fact]
    public void A_position_before_the_first_of_the_ring_is_lost_up_to_it_and_not_beyond()
    {
        using var ring = new TestRing(4096);
        PortLog log = PortLog.Create(
            ring.Memory, TestRing.Port, 4096, TestRing.Options() with { StartPosition = 1000 });
        log.Append("boot"u8);
        LogReader reader = log.OpenReader(0);

        Assert.Equal(4, reader.Read(_into, out long lost));
        Assert.Equal(1000, lost);
    }

    [Fact]
    public void A_reservation_takes_its_place_from_the_readers_before_a_byte_changes()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        log.Append(Stream(4096));
        LogReader reader = log.OpenReader(0);

        log.Reserve(100);

        Assert.Equal(100, log.Tail);
        reader.Read(_into, out long lost);
        Assert.Equal(100 + 512, lost);
    }

    [Fact]
    public void A_reader_beyond_the_head_waits_at_the_head()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        log.Append("x"u8);

        Assert.Equal(1, log.OpenReader(99).Position);
        LogReader reader = log.OpenReader(0);
        reader.SkipTo(50);
        Assert.Equal(1, reader.Position);
        reader.SkipTo(0);
        reader.SkipToEnd();
        Assert.Equal(1, reader.Position);
        Assert.Equal(0, reader.Available);
    }

    [Fact]
    public void Bytes_that_go_round_the_ring_are_read_in_one_piece()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        byte[] written = Stream(5000);
        log.Append(written.AsSpan(0, 4000));
        LogReader reader = log.OpenReader(3900);
        log.Append(written.AsSpan(4000));

        int count = reader.Read(_into, out long lost);

        Assert.Equal(0, lost);
        Assert.Equal(written.AsSpan(3900), _into.AsSpan(0, count));
    }

    private static byte[] Stream(int length)
    {
        var bytes = new byte[length];
        new Random(1).NextBytes(bytes);
        return bytes;
    }
}
