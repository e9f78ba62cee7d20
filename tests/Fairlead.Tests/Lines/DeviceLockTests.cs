using System.Globalization;
using Fairlead.Lines;

namespace Fairlead.Tests.Lines;

public sealed class DeviceLockTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("fairlead-locks");
    private readonly DeviceLock _locks;

    public DeviceLockTests() => _locks = new DeviceLock(_directory.FullName);

    private string LockFile => Path.Combine(_directory.FullName, "LCK..ttyS9");

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public void The_file_is_HDB_ASCII_and_goes_when_the_line_is_closed()
    {
        Assert.Null(_locks.Take("/dev/ttyS9"));

        Assert.Equal(
            string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId,10}\n"), File.ReadAllText(LockFile));
        _locks.Release("/dev/ttyS9");
        Assert.False(File.Exists(LockFile));
    }

    [Fact]
    public void A_living_holder_is_named_and_its_file_is_left_alone()
    {
        // Process 1 lives as long as we do.
        File.WriteAllText(LockFile, "         1\n");

        Assert.EndsWith("(pid 1)", _locks.Holder("/dev/ttyS9"), StringComparison.Ordinal);
        Assert.EndsWith("(pid 1)", _locks.Take("/dev/ttyS9"), StringComparison.Ordinal);
        _locks.Release("/dev/ttyS9");
        Assert.True(File.Exists(LockFile));
    }

    [Fact]
    public void A_process_that_began_after_the_file_was_written_is_not_its_holder()
    {
        // As if a process before had had the number 1 and was killed.
        File.WriteAllText(LockFile, "         1\n");
        File.SetLastWriteTimeUtc(LockFile, new DateTime(2001, 2, 3, 4, 5, 6, DateTimeKind.Utc));

        Assert.Null(_locks.Holder("/dev/ttyS9"));
        Assert.Null(_locks.Take("/dev/ttyS9"));
    }

    [Theory]
    [InlineData("1999999999\n")]
    [InlineData("not a number\n")]
    [InlineData("")]
    public void A_stale_file_is_taken_over(string content)
    {
        File.WriteAllText(LockFile, content);

        Assert.Null(_locks.Holder("/dev/ttyS9"));
        Assert.Null(_locks.Take("/dev/ttyS9"));
        Assert.Contains(
            Environment.ProcessId.ToString(CultureInfo.InvariantCulture),
            File.ReadAllText(LockFile),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Where_no_file_can_be_written_the_line_goes_on_without()
    {
        var locks = new DeviceLock(Path.Combine(_directory.FullName, "not", "there"));

        Assert.Null(locks.Take("/dev/ttyS9"));
    }

    [Fact]
    public void A_link_stands_for_its_device()
    {
        string link = Path.Combine(_directory.FullName, "by-id");
        File.CreateSymbolicLink(link, "/dev/null");

        Assert.Equal("/dev/null", DeviceLock.RealPath(link));
    }
}
