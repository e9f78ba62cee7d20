using System.Diagnostics;
using System.Runtime.InteropServices;
using Fairlead.Ports;

namespace Fairlead.RingPeer;

/// <summary>The other process of the log's tests with two: a writer that is there to be killed.</summary>
public static partial class Peer
{
    private const int SIGKILL = 9;

    /// <summary>Starts this program beside the tests that reference it.</summary>
    public static Process Start(params string[] arguments) =>
        Process.Start(Path.Combine(AppContext.BaseDirectory, "ring-peer"), arguments);

    /// <summary>Position-stamped bytes at full speed, and now and then an event that names its position.</summary>
    public static int WriteUntilKilled(string ring)
    {
        using RingFile file = RingFile.Open(ring);
        PortLog log = Open(file);
        var words = new byte[64 * 1024];
        long filledFrom = long.MinValue;
        for (int length = 8; ; length = length % 1024 + 8)
        {
            if (filledFrom < 0 || log.Head + length > filledFrom + words.Length)
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

    /// <summary>Reads a source straight into the ring, as a line does.</summary>
    public static int CopyUntilKilled(string ring, string source)
    {
        using RingFile file = RingFile.Open(ring);
        using FileStream stream = OpenSource(source);
        PortLog log = Open(file);
        while (true)
        {
            log.Commit(stream.Read(log.Reserve(1024)));
        }
    }

    /// <summary>Commits 100 bytes, reads 100 more and kills itself.</summary>
    public static int DieBetweenReadingAndCommitting(string ring, string source)
    {
        using RingFile file = RingFile.Open(ring);
        using FileStream stream = OpenSource(source);
        PortLog log = Open(file);
        stream.ReadExactly(log.Reserve(100));
        log.Commit(100);
        stream.ReadExactly(log.Reserve(100));
        return kill(Environment.ProcessId, SIGKILL);
    }

    private static PortLog Open(RingFile file) =>
        PortLog.Open(file.Memory, new PortLogOptions { LeasedUpTo = long.MaxValue }, out LogRecovery recovery)
        ?? throw new InvalidOperationException(recovery.ToString());

    private static FileStream OpenSource(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);
}
