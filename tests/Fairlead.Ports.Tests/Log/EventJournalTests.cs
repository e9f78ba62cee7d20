using System.Text;

namespace Fairlead.Ports.Tests.Log;

public sealed class EventJournalTests
{
    private const int JournalStart = 4096 + 4096; // docs/log-format.md, ring of 4096 bytes

    [Fact]
    public void An_entry_says_where_when_what_and_in_which_order()
    {
        using var ring = new TestRing(4096);
        var time = new ManualTime();
        PortLog log = ring.Create(time);
        log.Record(JournalKind.LineUp, "/dev/ttyS4 115200 8N1");
        log.Append("boot"u8);
        time.Advance(TimeSpan.FromSeconds(5));
        log.Record(JournalKind.SessionStart, "alice from 192.0.2.7:51234 by ssh 2001, read-write");

        JournalEntry[] entries = [.. log.Journal(0)];

        Assert.Equal(2, entries.Length);
        Assert.Equal(
            new JournalEntry(1, 0, time.GetUtcNow().AddSeconds(-5), JournalKind.LineUp, "/dev/ttyS4 115200 8N1"),
            entries[0]);
        Assert.Equal(
            new JournalEntry(
                2, 4, time.GetUtcNow(), JournalKind.SessionStart, "alice from 192.0.2.7:51234 by ssh 2001, read-write"),
            entries[1]);
        Assert.Equal([entries[1]], log.Journal(1));
        Assert.Equal(2, log.View.LastJournalSequence);
    }

    [Fact]
    public void The_oldest_entries_go_first()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        for (int i = 1; i <= 100; i++)
        {
            log.Record(JournalKind.Note, $"{i}");
        }

        Assert.Equal(Enumerable.Range(85, 16).Select(i => $"{i}"), log.Journal(0).Select(entry => entry.Text));
    }

    [Fact]
    public void A_text_that_is_too_long_is_cut_at_a_character()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        log.Record(JournalKind.Note, new string('x', 223) + "ö");
        log.Record(JournalKind.Note, string.Concat(Enumerable.Repeat("𝄞", 100)));

        string[] texts = [.. log.Journal(0).Select(entry => entry.Text)];
        Assert.Equal(new string('x', 223), texts[0]);
        Assert.Equal(string.Concat(Enumerable.Repeat("𝄞", 56)), texts[1]);
    }

    [Fact]
    public void An_entry_that_was_cut_off_at_any_byte_is_dropped_and_nothing_else()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        for (int i = 1; i <= 20; i++)
        {
            log.Record(JournalKind.Note, $"entry {i} of the journal");
        }

        byte[] before = ring.Snapshot();
        log.Record(JournalKind.Alarm, "the twenty-first, over the fifth");
        byte[] after = ring.Snapshot();
        int slot = JournalStart + 20 % 16 * 256;

        for (int cut = 1; cut < 256; cut++)
        {
            byte[] torn = [.. before];
            after.AsSpan(slot, cut).CopyTo(torn.AsSpan(slot));
            using var left = new TestRing(torn);
            PortLog reopened = PortLog.Open(left.Memory, TestRing.Options(), out LogRecovery recovery)!;

            // The text is 32 bytes: from byte 64 on the slot is whole.
            int expected = cut < 64 ? 1 : 0;
            Assert.Equal(new LogRecovery.Opened(0, 0, expected), recovery);
            Assert.Equal(16 - expected, reopened.Journal(0).Count());
            reopened.Record(JournalKind.Note, "goes on");
            JournalEntry last = reopened.Journal(0).Last();
            Assert.Equal(cut < 64 ? 21 : 22, last.Sequence);
            Assert.Equal("goes on", last.Text);
        }
    }

    [Fact]
    public void A_flipped_bit_anywhere_in_an_entry_drops_it()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        log.Record(JournalKind.Note, "a note");
        for (int bit = 0; bit < 256 * 8; bit++)
        {
            ring.Bytes[JournalStart + bit / 8] ^= (byte)(1 << bit % 8);
            Assert.Empty(log.Journal(0));
            ring.Bytes[JournalStart + bit / 8] ^= (byte)(1 << bit % 8);
        }

        Assert.Single(log.Journal(0));
    }

    [Fact]
    public void Kinds_keep_their_numbers()
    {
        string[] names =
        [
            "SessionStart", "SessionEnd", "Break", "Takeover", "LineUp", "LineDown", "Overrun", "ModemLines",
            "Alarm", "Adopted", "Gap", "Note", "ClockStep", "Lost",
        ];
        Assert.Equal(names, Enum.GetNames<JournalKind>());
        Assert.Equal(Enumerable.Range(1, names.Length), Enum.GetValues<JournalKind>().Select(kind => (int)kind));
    }

    [Fact]
    public void A_kind_of_a_later_version_is_read_as_its_number()
    {
        using var ring = new TestRing(4096);
        PortLog log = ring.Create();
        log.Record((JournalKind)777, "of tomorrow");
        Assert.Equal((JournalKind)777, Assert.Single(log.Journal(0)).Kind);
    }

    [Fact]
    public void The_check_sum_is_CRC_32C()
    {
        // RFC 3720 appendix B.4: 32 bytes of zeros, of ones, rising.
        Assert.Equal(0x8A9136AAu, CheckOf(new byte[32]));
        Assert.Equal(0x62A8AB43u, CheckOf([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.Equal(0x46DD794Eu, CheckOf([.. Enumerable.Range(0, 32).Select(i => (byte)i)]));
        Assert.Equal(0xE3069283u, CheckOf(Encoding.ASCII.GetBytes("123456789")));

        static uint CheckOf(byte[] bytes) => Crc32C.Of(bytes);
    }
}
