namespace Fairlead.Ports.Tests.Log;

public sealed class PortLogTests
{
    [Fact]
    public void A_reservation_is_zero_even_where_old_bytes_were()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        log.Append(Bytes(4096));

        Span<byte> place = log.Reserve(500);

        Assert.Equal(500, place.Length);
        Assert.False(place.ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void A_reservation_of_which_little_was_used_is_zero_again_behind_it()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        log.Append(Bytes(4096));
        for (int i = 0; i < 50; i++)
        {
            Span<byte> place = log.Reserve(1000);
            Assert.False(place.ContainsAnyExcept((byte)0));
            place[..10].Fill(0xEE);
            log.Commit(10);
        }

        Assert.Equal(4096 + 500, log.Head);
    }

    [Fact]
    public void A_line_that_took_bytes_out_in_place_leaves_zeros()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        log.Reserve(100).Fill(0xFF);
        log.Commit(40, touched: 100);

        Assert.Equal(40, log.Head);
        Assert.False(log.Reserve(100).ContainsAnyExcept((byte)0));
    }

    [Fact]
    public void A_reservation_is_at_most_a_quarter_of_the_ring_and_ends_at_its_end()
    {
        using var ring = new TestRing(8192);
        PortLog log = ring.Create();
        Assert.Equal(2048, log.Reserve(100_000).Length);
        log.Commit(0);
        log.Append(Bytes(8192 - 10));
        Assert.Equal(10, log.Reserve(100).Length);
    }

    [Fact]
    public void The_tail_does_not_move_back_when_less_is_committed_than_was_reserved()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        log.Append(Bytes(4096));
        log.Reserve(1000);
        log.Commit(1);
        Assert.Equal(1000, log.Tail);
    }

    [Fact]
    public void Nothing_is_lent_beyond_the_lease()
    {
        using var ring = new TestRing(4096);
        PortLog log = PortLog.Create(ring.Memory, TestRing.Port, 4096, new PortLogOptions());

        Assert.True(log.Reserve(10).IsEmpty);
        Assert.Equal(0, log.Append("abc"u8));
        log.GrantLease(2);
        Assert.Equal(2, log.Reserve(10).Length);
        log.Commit(0);
        Assert.Equal(2, log.Append("abc"u8));
        log.GrantLease(1);
        Assert.Equal(2, log.LeasedUpTo);
        Assert.Equal(2, log.Head);
    }

    [Fact]
    public void A_lease_runs_low_and_is_granted_anew()
    {
        using var ring = new TestRing(4096);
        PortLog log = PortLog.Create(ring.Memory, TestRing.Port, 4096, new PortLogOptions { LeasedUpTo = 32 << 20 });
        Assert.False(log.LeaseRunsLow);
        log.Append("x"u8);
        Assert.True(log.LeaseRunsLow);
        log.GrantLease(64 << 20);
        Assert.False(log.LeaseRunsLow);
    }

    [Fact]
    public void More_than_was_lent_cannot_be_committed()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        log.Reserve(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Commit(11));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Commit(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Commit(5, 4));
        log.Commit(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => log.Commit(1));
    }

    [Fact]
    public void A_ring_that_follows_a_lost_one_starts_at_the_lease_and_says_so()
    {
        using var ring = new TestRing(4096);
        PortLog log = PortLog.Create(
            ring.Memory, TestRing.Port, 4096, TestRing.Options() with { StartPosition = 67_108_864 });

        Assert.Equal(67_108_864, log.Head);
        Assert.Equal(67_108_864, log.Tail);
        JournalEntry gap = Assert.Single(log.Journal(0));
        Assert.Equal(JournalKind.Gap, gap.Kind);
        Assert.Equal(67_108_864, gap.Position);
    }

    [Fact]
    public void A_first_ring_has_an_empty_journal()
    {
        using var ring = new TestRing(4096);
        Assert.Empty(ring.Create().Journal(0));
    }

    [Fact]
    public void Writing_and_reading_allocate_nothing()
    {
        using var ring = new TestRing(64 * 1024);
        PortLog log = ring.Create();
        LogReader reader = log.OpenReader(0);
        byte[] bytes = Bytes(5000);
        var into = new byte[8192];
        WriteAndRead();

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            WriteAndRead();
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());

        void WriteAndRead()
        {
            log.Append(bytes);
            bytes.AsSpan(0, 10).CopyTo(log.Reserve(4096));
            log.Commit(10);
            log.Record(JournalKind.Note, "something happened");
            while (reader.Read(into, out _) > 0)
            {
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-4096)]
    [InlineData(4095)]
    [InlineData(6000)]
    [InlineData(int.MaxValue)]
    public void A_ring_has_a_size_in_whole_pages(int ringBytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => PortLog.FileSize(ringBytes));

    [Fact]
    public void Memory_that_is_too_small_is_refused()
    {
        using var ring = new TestRing(4096);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => PortLog.Create(ring.Memory, TestRing.Port, 8192, new PortLogOptions()));
    }

    private static byte[] Bytes(int length)
    {
        var bytes = new byte[length];
        Array.Fill(bytes, (byte)0xAB);
        return bytes;
    }
}
