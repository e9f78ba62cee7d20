using Fairlead.Logs;
using Fairlead.Ports;

namespace Fairlead.Tests.Logs;

public sealed class PortLogStoreTests : IDisposable
{
    private readonly LogFolders _folders = new();

    public void Dispose() => _folders.Dispose();

    [Fact]
    public void A_killed_daemon_leaves_everything_to_the_next()
    {
        PortLogAnswer.Opened first = _folders.Open();
        Assert.Equal(PortLogOrigin.New, first.Origin);
        first.Log.Log.Append("before "u8);

        // Read from the line, and killed before it was committed.
        "adopted"u8.CopyTo(first.Log.Log.Reserve(100));
        first.Log.Dispose();

        PortLogAnswer.Opened second = _folders.Open();
        using StoredPortLog log = second.Log;
        Assert.Equal((PortLogOrigin.Live, 7), (second.Origin, second.AdoptedBytes));
        Assert.Equal("before adopted", LogFolders.Text(log.Log.View));
    }

    [Fact]
    public void A_clean_stop_and_a_reboot_lose_nothing()
    {
        using (StoredPortLog log = _folders.Open().Log)
        {
            log.Log.Append("before"u8);
            log.Log.Record(JournalKind.Note, "kept too");
            log.Save();
        }

        Reboot();
        PortLogAnswer.Opened second = _folders.Open();
        using (StoredPortLog log = second.Log)
        {
            Assert.Equal(PortLogOrigin.Saved, second.Origin);
            Assert.Equal("before", LogFolders.Text(log.Log.View));
            Assert.Contains(log.Log.Journal(0), entry => entry.Text == "kept too");
            Assert.NotNull(log.Log.TimeAt(3));
            log.Log.Append(" and after"u8);
            Assert.Equal(16, log.Log.Head);
        }
    }

    [Fact]
    public void After_a_power_cut_positions_go_on_from_the_lease_and_the_gap_is_journaled()
    {
        long lease;
        using (StoredPortLog log = _folders.Open().Log)
        {
            log.Log.Append("lost"u8);
            log.Save();
        }

        using (StoredPortLog log = _folders.Open().Log)
        {
            // The saved copy is older than this from here on, and must not come back.
            log.Log.Append("lost too"u8);
            lease = log.Log.LeasedUpTo;
        }

        Reboot();
        PortLogAnswer.Opened next = _folders.Open();
        using (StoredPortLog log = next.Log)
        {
            Assert.Equal(PortLogOrigin.Lost, next.Origin);
            Assert.Equal(lease, log.Log.Head);
            Assert.Contains(log.Log.Journal(0), entry => entry.Kind == JournalKind.Gap);
            Assert.True(log.Log.LeasedUpTo > lease);
        }

        Reboot();
        using StoredPortLog last = _folders.Open().Log;
        Assert.True(last.Log.Head > lease);
    }

    [Fact]
    public async Task A_lease_that_runs_low_is_renewed_on_disk_before_it_is_granted()
    {
        using StoredPortLog log = _folders.Open().Log;
        Assert.False(log.Log.LeaseRunsLow);
        byte[] bytes = new byte[1 << 20];
        while (!log.Log.LeaseRunsLow)
        {
            log.Log.Append(bytes);
        }

        await log.RenewLeaseAsync();
        Assert.Equal(log.Log.Head + PositionLease.Ahead, log.Log.LeasedUpTo);
        Assert.Equal($"{log.Log.LeasedUpTo}\n", File.ReadAllText(Path.Join(_folders.PortFolder, "lease")));
        Assert.Equal(["lease", "ring"], Directory.GetFiles(_folders.PortFolder).Select(Path.GetFileName).Order());
    }

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_is_a_problem_and_not_granted()
    {
        using StoredPortLog log = _folders.Open().Log;
        byte[] bytes = new byte[1 << 20];
        while (!log.Log.LeaseRunsLow)
        {
            log.Log.Append(bytes);
        }

        long before = log.Log.LeasedUpTo;
        File.Delete(Path.Join(_folders.PortFolder, "lease"));
        Directory.CreateDirectory(Path.Join(_folders.PortFolder, "lease.new"));
        await log.RenewLeaseAsync();
        Assert.Equal(before, log.Log.LeasedUpTo);
        Assert.Contains("lease cannot be renewed", log.Problem);
    }

    [Theory]
    [InlineData(4096)]
    [InlineData(32 * 1024)]
    public void Another_size_keeps_positions_and_the_newest_bytes(int ringBytes)
    {
        string text = string.Concat(Enumerable.Range(0, 1700).Select(i => $"line {i:0000}\n"));
        using (StoredPortLog log = _folders.Open().Log)
        {
            log.Log.Append(System.Text.Encoding.ASCII.GetBytes(text));
        }

        PortLogAnswer.Opened next = _folders.Open(ringBytes);
        using StoredPortLog resized = next.Log;
        Assert.Equal(ringBytes, resized.Log.Capacity);
        Assert.Equal(text.Length, resized.Log.Head);
        string kept = LogFolders.Text(resized.Log.View);
        Assert.Equal(Math.Min(ringBytes, LogFolders.RingBytes), kept.Length);
        Assert.EndsWith(kept, text);
        Assert.NotNull(resized.Log.TimeAt(resized.Log.Head - kept.Length));
        Assert.DoesNotContain(resized.Log.Journal(0), entry => entry.Kind == JournalKind.Gap);
        Assert.Equal([_folders.RingPath], Directory.GetFiles(_folders.Rings));
    }

    [Fact]
    public void A_ring_directory_that_moved_is_followed()
    {
        using (StoredPortLog log = _folders.Open().Log)
        {
            log.Log.Append("moved"u8);
        }

        PortLogAnswer.Opened next = _folders.Open(rings: _folders.Rings + "-elsewhere");
        using StoredPortLog moved = next.Log;
        Assert.Equal("moved", LogFolders.Text(moved.Log.View));
        Assert.Equal(_folders.Rings + "-elsewhere/port-07.ring", moved.RingPath);
        Assert.False(File.Exists(_folders.RingPath));
    }

    [Fact]
    public void Another_port_s_ring_is_not_taken()
    {
        using (StoredPortLog other = Assert.IsType<PortLogAnswer.Opened>(
            _folders.Store().Open(new PortNumber(8), LogFolders.RingBytes)).Log)
        {
            other.Log.Append("not mine"u8);
            File.Copy(other.RingPath, _folders.RingPath);
        }

        using StoredPortLog log = _folders.Open().Log;
        Assert.Equal(0, log.Log.Head);
    }

    [Fact]
    public void Nobody_but_the_owner_can_read_anything()
    {
        using StoredPortLog log = _folders.Open().Log;
        log.Save();
        Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode(_folders.Rings));
        Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode(_folders.PortFolder));
        Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(_folders.RingPath));
        Assert.Equal((UnixFileMode)0x180, File.GetUnixFileMode(Path.Join(_folders.PortFolder, "ring.saved")));
    }

    [Fact]
    public void A_lease_that_is_no_number_fails_the_port_instead_of_repeating_positions()
    {
        _folders.Open().Log.Dispose();
        File.WriteAllText(Path.Join(_folders.PortFolder, "lease"), "??");
        Assert.Contains("lease holds no position", _folders.Failure());
    }

    [Fact]
    public async Task Many_open_at_once_and_each_fails_by_itself()
    {
        Directory.CreateDirectory(Path.Join(_folders.State, "ports"));
        File.WriteAllText(Path.Join(_folders.State, "ports", "03"), "in the way");
        PortLogAnswer[] answers = await _folders.Store().OpenAsync(
            [.. Enumerable.Range(1, 48).Select(port => (new PortNumber(port), 4096))]);
        for (int i = 0; i < 48; i++)
        {
            if (i == 2)
            {
                Assert.IsType<PortLogAnswer.Failed>(answers[i]);
                continue;
            }

            using StoredPortLog log = Assert.IsType<PortLogAnswer.Opened>(answers[i]).Log;
            Assert.Equal(i + 1, log.Log.Port.Value);
        }
    }

    // Memory-backed files do not survive it.
    private void Reboot() => Directory.Delete(_folders.Rings, recursive: true);
}
