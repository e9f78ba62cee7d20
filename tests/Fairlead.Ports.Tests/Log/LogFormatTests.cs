using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Fairlead.RingPeer;

namespace Fairlead.Ports.Tests.Log;

/// <summary>docs/log-format.md is enough to read a ring: a reader in another language
/// was written from it alone.</summary>
public sealed class LogFormatTests
{
    [Theory]
    [InlineData(4096, 3000)]
    [InlineData(12288, 100_000)]
    public void A_reader_written_from_the_format_page_reads_what_was_written(int ringBytes, int length)
    {
        using RingFile file = RingFile.Make(ringBytes);
        var time = new ManualTime();
        PortLog log = PortLog.Create(
            file.Memory, TestRing.Port, ringBytes, TestRing.Options(time) with { StartPosition = 5_000_000_001 });
        for (int done = 0; done < length; done += 250)
        {
            var bytes = new byte[250];
            Stamp.Fill(bytes, log.Head);
            log.Append(bytes);
            log.Record(JournalKind.ModemLines, $"Dsr ü {done}");
            time.Advance(TimeSpan.FromMilliseconds(70));
        }

        log.Reserve(1000);
        using JsonDocument read = JsonDocument.Parse(Run(file.Path));
        JsonElement root = read.RootElement;

        Assert.Equal(TestRing.Port.Value, root.GetProperty("port").GetInt32());
        Assert.Equal(log.Tail, root.GetProperty("tail").GetInt64());
        Assert.Equal(log.Head, root.GetProperty("head").GetInt64());
        byte[] data = root.GetProperty("data").GetBytesFromBase64();
        Assert.Equal(log.Head - log.Tail, data.Length);
        Assert.Equal(-1, Stamp.FirstWrong(data, log.Tail));
        Assert.All(root.GetProperty("times").EnumerateArray(), entry => Assert.Equal(
            entry[1].GetInt64(), log.TimeAt(entry[0].GetInt64())!.Value.UtcTicks));
        Assert.NotEmpty(root.GetProperty("times").EnumerateArray());
        Assert.Equal(
            log.Journal(0),
            root.GetProperty("journal").EnumerateArray().Select(entry => new JournalEntry(
                entry[0].GetInt64(),
                entry[1].GetInt64(),
                new DateTimeOffset(entry[2].GetInt64(), TimeSpan.Zero),
                (JournalKind)entry[3].GetInt32(),
                entry[4].GetString()!)));
    }

    private static string Run(string ringPath, [CallerFilePath] string here = "")
    {
        string script = Path.Combine(Path.GetDirectoryName(here)!, "read_ring.py");
        var start = new ProcessStartInfo("python3", [script, ringPath]) { RedirectStandardOutput = true };
        try
        {
            using Process python = Process.Start(start)!;
            string output = python.StandardOutput.ReadToEnd();
            python.WaitForExit();
            Assert.Equal(0, python.ExitCode);
            return output;
        }
        catch (Win32Exception missing)
        {
            Assert.Skip($"python3: {missing.Message}");
            throw;
        }
    }
}
