using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Fairlead.Ports.Tests.Log;

/// <summary>
/// The other process of the tests with two: this test program, started again for one of the methods below, which
/// are explicit and so not part of a run.
/// </summary>
public sealed partial class RingPeer
{
    private const string RingVariable = "FAIRLEAD_TEST_RING";
    private const string SourceVariable = "FAIRLEAD_TEST_SOURCE";
    private const int SIGKILL = 9;

    public static Process Start(string method, string ringPath, string sourcePath = "")
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardInput = true,
            ArgumentList = { "-explicit", "only", "-method", $"{typeof(RingPeer).FullName}.{method}" },
            Environment = { [RingVariable] = ringPath, [SourceVariable] = sourcePath },
        };
        return Process.Start(start)!;
    }

    [Fact(Explicit = true)]
    public void Writes_stamped_bytes_until_it_is_killed()
    {
        using RingFile file = RingFile.Open(Given(RingVariable));
        PortLog log = PortLog.Open(file.Memory, TestRing.Options(), out _)!;
        var words = new byte[64 * 1024];
        long filledFrom = long.MinValue;
        for (int length = 8; ; length = length % 1024 + 8)
        {
            if (log.Head + length > filledFrom + words.Length || filledFrom < 0)
            {
                filledFrom = log.Head;
                Stamp.Fill(words, filledFrom);
            }

            log.Append(words.AsSpan((int)(log.Head - filledFrom), length));
            if (length == 8)
            {
                log.Record(JournalKind.Note, $"{log.Head}");
            }
        }
    }

    [Fact(Explicit = true)]
    public void Reads_its_source_into_the_ring_until_it_is_killed()
    {
        using RingFile file = RingFile.Open(Given(RingVariable));
        using FileStream source = OpenSource();
        PortLog log = PortLog.Open(file.Memory, TestRing.Options(), out _)!;
        while (true)
        {
            log.Commit(source.Read(log.Reserve(1024)));
        }
    }

    [Fact(Explicit = true)]
    public void Kills_itself_between_reading_and_committing()
    {
        using RingFile file = RingFile.Open(Given(RingVariable));
        using FileStream source = OpenSource();
        PortLog log = PortLog.Open(file.Memory, TestRing.Options(), out _)!;
        log.Commit(source.Read(log.Reserve(100)));
        source.ReadExactly(log.Reserve(100));
        kill(Environment.ProcessId, SIGKILL);
    }

    private static FileStream OpenSource() =>
        new(Given(SourceVariable), FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

    private static string Given(string variable) =>
        Environment.GetEnvironmentVariable(variable) ?? throw new InvalidOperationException($"{variable} is not set");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
