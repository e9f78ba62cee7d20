using Fairlead.SystemServices;

namespace Fairlead.Tests.SystemServices;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void It_is_made_for_its_owner_alone()
    {
        Directory.CreateDirectory(_directory["state"], (UnixFileMode)0x1FF);
        using StateDirectory state = Hold("state");
        Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode(state.Path));
        Assert.Equal(_directory["state"], state.Path);
    }

    [Fact]
    public void A_second_daemon_is_told_who_holds_it_and_since_when()
    {
        long before = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        using (Hold("state"))
        {
            var busy = Assert.IsType<StateDirectoryAnswer.Busy>(
                StateDirectory.Open(_directory["state"], TimeProvider.System));
            Assert.Equal(Environment.ProcessId, busy.Pid);
            Assert.InRange(busy.Since!.Value.ToUnixTimeSeconds(), before, before + 60);
            Assert.Contains($"held by process {Environment.ProcessId} since 2", busy.ToString());
        }

        Hold("state").Dispose();
    }

    [Fact]
    public void What_cannot_be_made_says_why()
    {
        File.WriteAllText(_directory["file"], "");
        var failed = Assert.IsType<StateDirectoryAnswer.Failed>(
            StateDirectory.Open(_directory["file"] + "/state", TimeProvider.System));
        Assert.Contains(_directory["file"], failed.Why);
    }

    private StateDirectory Hold(string name) => Assert.IsType<StateDirectoryAnswer.Held>(
        StateDirectory.Open(_directory[name], TimeProvider.System)).Directory;
}
