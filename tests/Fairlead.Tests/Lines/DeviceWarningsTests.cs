using Fairlead.Lines;

namespace Fairlead.Tests.Lines;

public sealed class DeviceWarningsTests : IDisposable
{
    private readonly DirectoryInfo _proc = Directory.CreateTempSubdirectory("fairlead-proc");

    public void Dispose() => _proc.Delete(recursive: true);

    [Fact]
    public void A_kernel_console_a_getty_and_programs_that_probe_are_warned_of()
    {
        File.WriteAllText(
            Path.Combine(_proc.FullName, "consoles"),
            "ttyS9                -W- (EC p a)    4:73\ntty0   -WU (E     )    4:1\n");
        Process(7, "/sbin/agetty\0-o\0-p\0--keep-baud\0ttyS9\0115200\0");
        Process(8, "/usr/sbin/ModemManager\0");
        Process(9, "/bin/cat\0ttyS9\0");

        string[] uart = [.. new DeviceWarnings(_proc.FullName).For("/dev/ttyS9")];
        string[] usb = [.. new DeviceWarnings(_proc.FullName).For("/dev/ttyUSB9")];
        string[] free = [.. new DeviceWarnings(_proc.FullName).For("/dev/ttyS90")];

        Assert.Equal(2, uart.Length);
        Assert.Contains("console of this machine's kernel", uart[0], StringComparison.Ordinal);
        Assert.Contains("agetty (pid 7)", uart[1], StringComparison.Ordinal);
        Assert.Contains("ModemManager (pid 8)", Assert.Single(usb), StringComparison.Ordinal);
        Assert.Empty(free);
    }

    private void Process(int pid, string command) =>
        File.WriteAllText(Path.Combine(_proc.CreateSubdirectory($"{pid}").FullName, "cmdline"), command);
}
