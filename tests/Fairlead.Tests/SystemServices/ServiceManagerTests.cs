using System.Text;
using Fairlead.SystemServices;
using Fairlead.Tty;
using Microsoft.Win32.SafeHandles;

namespace Fairlead.Tests.SystemServices;

public sealed class ServiceManagerTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void It_says_what_systemd_wants_to_hear()
    {
        using var systemd = new ManagerSide(_directory["notify"]);
        using ServiceManager manager = Create(systemd.Path);
        manager.Ready();
        manager.Status("48 ports up\nall well");
        manager.Watchdog();
        manager.Stopping();

        Assert.Equal("READY=1", systemd.Receive()?.Text);
        Assert.Equal("STATUS=48 ports up all well", systemd.Receive()?.Text);
        Assert.Equal("WATCHDOG=1", systemd.Receive()?.Text);
        Assert.Equal("STOPPING=1", systemd.Receive()?.Text);
        Assert.Null(systemd.Receive());
    }

    [Fact]
    public void An_abstract_socket_is_found_too()
    {
        using var systemd = new ManagerSide("@fairlead-test-" + Guid.NewGuid());
        using ServiceManager manager = Create(systemd.Path);
        manager.Ready();
        Assert.Equal("READY=1", systemd.Receive()?.Text);
    }

    [Fact]
    public void Without_a_manager_nothing_happens()
    {
        using ServiceManager manager = Create(null);
        manager.Ready();
        manager.Store("port-01", 0);
        Assert.False(manager.IsPresent);
        Assert.Equal(0, manager.WaitingCount);
    }

    [Fact]
    public void A_stored_descriptor_arrives_and_is_the_same_open_file()
    {
        using var systemd = new ManagerSide(_directory["notify"]);
        using ServiceManager manager = Create(systemd.Path);
        using SafeFileHandle file = File.OpenHandle(_directory["line"], FileMode.Create, FileAccess.ReadWrite);
        manager.Store("port-07", (int)file.DangerousGetHandle());
        RandomAccess.Write(file, "hello"u8, 0);

        (string text, SafeFileHandle? received) = systemd.Receive()!.Value;
        Assert.Equal("FDSTORE=1\nFDNAME=port-07", text);
        Assert.NotNull(received);
        using (received)
        {
            byte[] bytes = new byte[5];
            RandomAccess.Read(received, bytes, 0);
            Assert.Equal("hello", Encoding.ASCII.GetString(bytes));
        }

        manager.Remove("port-07");
        Assert.Equal("FDSTOREREMOVE=1\nFDNAME=port-07", systemd.Receive()?.Text);
    }

    [Fact]
    public void What_a_full_socket_does_not_take_waits_in_order_and_keeps_its_descriptor()
    {
        using var systemd = new ManagerSide(_directory["notify"]);
        using ServiceManager manager = Create(systemd.Path);
        int fillers = 0;
        while (manager.WaitingCount == 0)
        {
            manager.Status($"{fillers++}");
        }

        using (SafeFileHandle file = File.OpenHandle(_directory["line"], FileMode.Create, FileAccess.ReadWrite))
        {
            RandomAccess.Write(file, "x"u8, 0);
            manager.Store("port-01", (int)file.DangerousGetHandle());
        }

        Assert.Equal(2, manager.WaitingCount);
        for (int i = 0; i < fillers - 1; i++)
        {
            Assert.Equal($"STATUS={i}", systemd.Receive()?.Text);
        }

        Assert.True(manager.Flush());
        Assert.Equal($"STATUS={fillers - 1}", systemd.Receive()?.Text);
        (string text, SafeFileHandle? received) = systemd.Receive()!.Value;
        Assert.Equal("FDSTORE=1\nFDNAME=port-01", text);
        using (received)
        {
            Assert.Equal(1, RandomAccess.GetLength(received!));
        }

        Assert.Equal(0, manager.Lost);
    }

    [Fact]
    public void A_manager_that_is_gone_costs_nothing_and_is_counted()
    {
        using ServiceManager manager = Create(_directory["nobody"]);
        manager.Ready();
        Assert.Equal(0, manager.WaitingCount);
        Assert.Equal(1, manager.Lost);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a:b")]
    [InlineData("a b")]
    [InlineData("a\nFDSTORE=1")]
    public void A_name_that_could_be_taken_for_something_else_is_refused(string name)
    {
        using ServiceManager manager = Create(null);
        Assert.Throws<ArgumentException>(() => manager.Store(name, 0));
    }

    [Fact]
    public void Descriptors_are_taken_back_by_name_and_the_rest_is_closed_and_removed()
    {
        using var systemd = new ManagerSide(_directory["notify"]);
        // Three descriptors in a row, far above what else is open here.
        const int First = 700;
        using SafeFileHandle file = File.OpenHandle(_directory["line"], FileMode.Create, FileAccess.ReadWrite);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(First + i, Libc.fcntl((int)file.DangerousGetHandle(), 0, First + i));
        }

        var environment = new Dictionary<string, string>
        {
            ["NOTIFY_SOCKET"] = systemd.Path,
            ["LISTEN_PID"] = Environment.ProcessId.ToString(),
            ["LISTEN_FDS"] = "3",
            ["LISTEN_FDNAMES"] = "port-01:port-02:port-01",
            ["WATCHDOG_USEC"] = "3000000",
        };
        using var manager = ServiceManager.Create(environment.GetValueOrDefault, Environment.ProcessId, First);
        Assert.Equal(TimeSpan.FromSeconds(3), manager.WatchdogInterval);
        using (SafeFileHandle? claimed = manager.Stored.Claim("port-01"))
        {
            Assert.NotNull(claimed);
            Assert.Equal(Libc.FD_CLOEXEC, Libc.fcntl((int)claimed.DangerousGetHandle(), Libc.F_GETFD, 0));
        }

        Assert.Null(manager.Stored.Claim("port-01"));
        Assert.Equal(["port-02"], manager.Stored.Names);
        Assert.Equal(["port-02"], manager.Stored.CloseUnclaimed());
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(-1, Libc.fcntl(First + i, Libc.F_GETFD, 0));
        }
    }

    [Fact]
    public void Descriptors_for_another_process_are_left_alone()
    {
        var environment = new Dictionary<string, string> { ["LISTEN_PID"] = "1", ["LISTEN_FDS"] = "1" };
        using var manager = ServiceManager.Create(environment.GetValueOrDefault, Environment.ProcessId, 3);
        Assert.Empty(manager.Stored.Names);
    }

    private static ServiceManager Create(string? notify) => ServiceManager.Create(
        name => name == "NOTIFY_SOCKET" ? notify : null, Environment.ProcessId, StoredDescriptors.First);
}
