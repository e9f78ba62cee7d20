using System.Buffers.Binary;

namespace Fairlead.Ports.Tests.Log;

public sealed class LogHeaderTests : IDisposable
{
    private readonly TestRing _ring = new(8192);

    public LogHeaderTests()
    {
        PortLog log = _ring.Create();
        log.Append(new byte[20_000]);
        log.Record(JournalKind.Note, "still here");
    }

    public void Dispose() => _ring.Dispose();

    [Fact]
    public void Every_flipped_bit_of_the_sealed_part_is_refused_with_its_reason_and_nothing_is_written()
    {
        for (int bit = 0; bit < 128 * 8; bit++)
        {
            _ring.Bytes[bit / 8] ^= (byte)(1 << bit % 8);
            byte[] before = _ring.Snapshot();
            LogRefusal expected = (bit / 8) switch
            {
                < 8 => LogRefusal.Foreign,
                < 12 => LogRefusal.OtherVersion,
                _ => LogRefusal.Corrupt,
            };
            Assert.Equal(expected, RefusalOf(_ring));
            Assert.Equal(before, _ring.Snapshot());
            _ring.Bytes[bit / 8] ^= (byte)(1 << bit % 8);
        }

        Assert.NotNull(PortLog.Open(_ring.Memory, TestRing.Options(), out _));
    }

    [Fact]
    public void Every_shorter_file_is_refused()
    {
        byte[] whole = _ring.Snapshot();
        for (int length = 0; length < whole.Length; length += length < 5000 ? 1 : 509)
        {
            using var cut = new TestRing(whole.AsSpan(0, length));
            Assert.Equal(LogRefusal.Truncated, RefusalOf(cut));
        }
    }

    [Fact]
    public void A_file_never_written_is_told_from_a_foreign_one()
    {
        using var empty = new TestRing(4096);
        Assert.Equal(LogRefusal.Empty, RefusalOf(empty));
        empty.Bytes.Fill((byte)'x');
        Assert.Equal(LogRefusal.Foreign, RefusalOf(empty));
    }

    [Fact]
    public void Another_ports_ring_is_refused()
    {
        Assert.Null(PortLog.Open(
            _ring.Memory, TestRing.Options() with { Port = new PortNumber(8) }, out LogRecovery recovery));
        LogRecovery.Refused refused = Assert.IsType<LogRecovery.Refused>(recovery);
        Assert.Equal(LogRefusal.OtherPort, refused.Reason);
        Assert.Equal("the ring of port 07, not of 08", refused.Text);
        Assert.NotNull(PortLog.Open(_ring.Memory, TestRing.Options() with { Port = TestRing.Port }, out _));
    }

    [Theory]
    [InlineData(0x18)] // file
    [InlineData(0x20)] // ring
    [InlineData(0x28)]
    [InlineData(0x30)] // index
    [InlineData(0x38)]
    [InlineData(0x40)] // journal
    [InlineData(0x48)]
    [InlineData(0x10)] // port
    public void Sizes_that_contradict_each_other_are_refused_even_with_a_right_check_sum(int offset)
    {
        foreach (int value in (int[])[0, 1, -1, 49, 4096, 4097, 12288, int.MaxValue, int.MinValue])
        {
            using var ring = new TestRing(_ring.Snapshot());
            BinaryPrimitives.WriteInt32LittleEndian(ring.Bytes[offset..], value);
            BinaryPrimitives.WriteUInt32LittleEndian(ring.Bytes[0x7C..], Crc32C.Of(ring.Bytes[..0x7C]));
            bool harmless = ring.Bytes.SequenceEqual(_ring.Bytes) || (offset == 0x10 && value == 1);
            Assert.Equal(harmless ? null : LogRefusal.Corrupt, RefusalOf(ring));
        }
    }

    [Theory]
    [InlineData(0x100)] // head
    [InlineData(0x140)] // reserved
    [InlineData(0x148)] // cleared
    [InlineData(0x180)] // index count
    [InlineData(0x1C0)] // journal count
    public void Counters_that_contradict_each_other_are_refused(int offset)
    {
        foreach (long value in (long[])[-1, long.MinValue, long.MaxValue])
        {
            using var ring = new TestRing(_ring.Snapshot());
            BinaryPrimitives.WriteInt64LittleEndian(ring.Bytes[offset..], value);
            Assert.Equal(LogRefusal.Corrupt, RefusalOf(ring));
        }
    }

    [Theory]
    [InlineData(0x100, 20_001)] // a head past what was reserved
    [InlineData(0x140, 19_999)] // less reserved than written
    [InlineData(0x140, 20_000 + 8193)] // more reserved than the ring holds
    [InlineData(0x148, 19_999)] // less cleared than written
    [InlineData(0x148, 20_001)] // more cleared than reserved
    public void Counters_that_are_off_by_a_little_are_refused_too(int offset, long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(_ring.Bytes[offset..], value);
        Assert.Equal(LogRefusal.Corrupt, RefusalOf(_ring));
    }

    [Fact]
    public void Areas_full_of_nonsense_give_wrong_answers_at_worst()
    {
        var random = new Random(5);
        for (int round = 0; round < 200; round++)
        {
            using var ring = new TestRing(_ring.Snapshot());
            random.NextBytes(ring.Bytes[4096..]);
            PortLog log = PortLog.Open(ring.Memory, TestRing.Options(), out LogRecovery recovery)!;
            Assert.IsType<LogRecovery.Opened>(recovery);
            Assert.Empty(log.Journal(0));
            for (int i = 0; i < 20; i++)
            {
                log.TimeAt(random.NextInt64(log.Head));
                long at = log.PositionAt(new DateTimeOffset(random.NextInt64(DateTime.MaxValue.Ticks), TimeSpan.Zero));
                Assert.InRange(at, log.Tail, log.Head);
            }
        }
    }

    private static LogRefusal? RefusalOf(TestRing ring)
    {
        PortLogView? view = PortLogView.Open(ring.Memory, out LogRecovery.Refused? refused);
        PortLog? log = PortLog.Open(ring.Memory, TestRing.Options(), out LogRecovery recovery);
        Assert.Equal(view is null, log is null);
        Assert.Equal(refused, recovery as LogRecovery.Refused);
        Assert.Equal(refused is null, log is not null);
        return refused?.Reason;
    }
}
