using Fairlead.Configuration;

namespace Fairlead.Tests.Configuration;

public sealed class HostCheckTests : IDisposable
{
    private const string Text = "schema = 1\n[[port]]\nnumber = 1\nline = { device = \"/dev/ttyS0\" }\n"
        + "[[port]]\nnumber = 2\nline = { device = \"/dev/serial/by-id/ftdi\" }\n"
        + "[[port]]\nnumber = 3\nline = { exec = [\"/bin/sh\"], user = \"nobody\" }\n";

    private readonly string _proc = Directory.CreateTempSubdirectory("fairlead-proc").FullName;

    public void Dispose() => Directory.Delete(_proc, recursive: true);

    [Fact]
    public void A_quiet_machine_gives_no_warning()
    {
        AddProcess(1, "/sbin/init");
        AddProcess(40, "/sbin/agetty", "-o", "-p", "tty1");
        AddProcess(41, "");
        Assert.Empty(Warnings());
    }

    [Theory]
    [InlineData("/sbin/agetty -o - ttyS0 vt220", "f:4:19: warning: agetty (process 77) asks for logins on /dev/ttyS0")]
    [InlineData("/sbin/mgetty /dev/ttyS0", "f:4:19: warning: mgetty (process 77) asks for logins on /dev/ttyS0")]
    [InlineData(
        "/sbin/getty ttyUSB0", "f:7:19: warning: getty (process 77) asks for logins on /dev/serial/by-id/ftdi")]
    [InlineData(
        "/usr/sbin/ModemManager",
        "f:7:19: warning: ModemManager (process 77) probes what is plugged in, also on /dev/serial/by-id/ftdi")]
    [InlineData(
        "/bin/brltty --no-daemon",
        "f:7:19: warning: brltty (process 77) looks for braille displays, also on /dev/serial/by-id/ftdi")]
    public void A_program_that_wants_the_device_is_named(string command, string expected)
    {
        AddProcess(77, command.Split(' '));
        Assert.Equal([expected], Warnings());
    }

    [Fact]
    public void The_kernel_console_is_found_among_the_consoles()
    {
        File.WriteAllText(Path.Combine(_proc, "consoles"), "tty0  -WU (EC  p  )  4:7\nttyS0 -W- (E   a  )  4:64\n");
        Assert.Equal(
            ["f:4:19: warning: the kernel's console is on /dev/ttyS0; expected no console=ttyS0 on its command line"],
            Warnings());
    }

    [Fact]
    public void The_kernel_console_is_found_on_the_command_line()
    {
        File.WriteAllText(Path.Combine(_proc, "cmdline"), "quiet console=tty0 console=ttyS0,115200n8\n");
        Assert.Single(Warnings());
    }

    [Fact]
    public void This_machine_can_be_looked_at() => Assert.All(
        HostCheck.ThisMachine.Warnings(ConfigurationReader.Read("f", Text).Configuration!, Text),
        problem => Assert.Equal(Severity.Warning, problem.Severity));

    private void AddProcess(int id, params string[] words)
    {
        string directory = Directory.CreateDirectory(Path.Combine(_proc, $"{id}")).FullName;
        File.WriteAllText(Path.Combine(directory, "cmdline"), string.Concat(words.Select(word => word + "\0")));
    }

    private string[] Warnings()
    {
        HostCheck check =
            new(_proc, device => device.Replace("serial/by-id/ftdi", "ttyUSB0", StringComparison.Ordinal));
        return [.. check.Warnings(ConfigurationReader.Read("f", Text).Configuration!, Text).Select(p => p.In("f"))];
    }
}
