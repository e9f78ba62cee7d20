using System.Diagnostics;
using Fairlead.Logs;
using Fairlead.Ports;

namespace Fairlead.Tests.Logs;

public sealed class RingFileTests : IDisposable
{
    private readonly LogFolders _folders = new();

    public void Dispose() => _folders.Dispose();

    [Fact]
    public void A_log_is_read_without_a_daemon_live_or_saved()
    {
        using (StoredPortLog log = _folders.Open().Log)
        {
            log.Log.Append("live"u8);
            Assert.Equal("live", ReadOnlyText());
            log.Log.Append("ly"u8);
            log.Save();
        }

        Directory.Delete(_folders.Rings, recursive: true);
        Assert.Equal("lively", ReadOnlyText());
    }

    [Fact]
    public void A_port_that_never_logged_has_no_ring() =>
        Assert.IsType<RingFileAnswer.Missing>(RingFile.OpenReadOnly(_folders.State, LogFolders.Port));

    [Fact]
    public void A_ring_is_allocated_in_full()
    {
        _folders.Open(1 << 20).Log.Dispose();
        using Process stat = Process.Start(new ProcessStartInfo("stat", ["-c", "%b %B %s", _folders.RingPath])
        {
            RedirectStandardOutput = true,
        })!;
        long[] numbers = [.. stat.StandardOutput.ReadToEnd().Split(' ').Select(long.Parse)];
        Assert.True(numbers[0] * numbers[1] >= numbers[2], $"{numbers[0] * numbers[1]} of {numbers[2]} bytes");
    }

    [Fact]
    public void A_memory_file_system_that_is_too_small_is_a_clear_refusal()
    {
        using SmallTmpfs tmpfs = SmallTmpfs.MountOrSkip(_folders.State, "256k");
        string why = _folders.Failure(1 << 20, tmpfs.Path);
        Assert.Matches("port-07.ring.new: no room for a ring file of 1.[0-9] MiB, 25[26] KiB are free", why);
        Assert.Empty(Directory.GetFiles(tmpfs.Path));
    }

    [Fact]
    public void A_memory_file_system_that_another_program_fills_does_not_disturb_a_ring()
    {
        using SmallTmpfs tmpfs = SmallTmpfs.MountOrSkip(_folders.State, "1m");
        using StoredPortLog log = _folders.Open(256 * 1024, tmpfs.Path).Log;
        log.Log.Append("first"u8);
        tmpfs.Fill();

        // Every page of the ring, twice over: a sparse file would end this process with SIGBUS.
        byte[] bytes = new byte[64 * 1024];
        for (int i = 0; i < 8; i++)
        {
            Assert.Equal(bytes.Length, log.Log.Append(bytes));
        }
    }

    [Fact]
    public void A_ring_directory_in_dev_shm_is_named_after_the_state_directory()
    {
        string path = RingDirectory.PathFor("/var/lib/fairlead", null);
        Assert.StartsWith("/dev/shm/fairlead-", path);
        Assert.NotEqual(path, RingDirectory.PathFor("/var/lib/other", null));
        Assert.StartsWith("/run/fairlead/", RingDirectory.PathFor("/var/lib/fairlead", "/run/fairlead:/run/more"));
    }

    [Fact]
    public void A_ring_directory_that_is_a_link_is_refused()
    {
        Directory.CreateDirectory(_folders.Rings + "-real");
        File.CreateSymbolicLink(_folders.Rings, _folders.Rings + "-real");
        Assert.Contains("is not ours", _folders.Failure());
    }

    private string ReadOnlyText()
    {
        using RingFile file = Assert.IsType<RingFileAnswer.Mapped>(
            RingFile.OpenReadOnly(_folders.State, LogFolders.Port)).File;
        PortLogView? log = PortLogView.Open(file.Memory, out _);
        Assert.NotNull(log);
        return LogFolders.Text(log);
    }
}
