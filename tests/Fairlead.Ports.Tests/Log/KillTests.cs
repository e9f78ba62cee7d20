using System.Diagnostics;
using System.Runtime.InteropServices;
using Fairlead.RingPeer;

namespace Fairlead.Ports.Tests.Log;

/// <summary>The writer is killed, in thought after every single store and in truth by SIGKILL.</summary>
public sealed partial class KillTests
{
    private const int RingBytes = 4096;
    private const int Reserved = 0x140; // docs/log-format.md
    private const int Cleared = 0x148;
    private const int Head = 0x100;
    private const int Index = 4096;
    private const int IndexCount = 0x180;
    private const int Ring = 4096 * 3;

    [Theory]
    [InlineData(5000, 1, 300, 120)]
    [InlineData(5000, 200, 300, 120)]
    [InlineData(4096, 1, 1024, 1024)]
    [InlineData(8192 - 60, 1, 500, 60)] // up to the ring's end
    [InlineData(0, 1, 200, 7)]
    public void Killed_after_any_store_nothing_that_was_read_is_lost_and_no_old_byte_comes_back(
        int before, int reservedBefore, int reserve, int read)
    {
        using var ring = new TestRing(RingBytes);
        var time = new ManualTime();
        PortLog log = ring.Create(time);
        log.Append(Console(0, before));
        log.Reserve(reservedBefore)[0] = Console(before, 1)[0];
        log.Commit(1);
        time.Advance(TimeSpan.FromSeconds(1));
        int head = before + 1;
        read = Math.Min(read, RingBytes - head % RingBytes);
        int states = 0;

        byte[] state = ring.Snapshot();
        Span<byte> place = log.Reserve(reserve);
        foreach (int store in StoresInOrder(state, ring.Bytes, (Reserved, 8), (Ring, RingBytes), (Cleared, 8)))
        {
            Apply(store, state, ring.Bytes);
            Check(state, head, adopted: 0);
            states++;
        }

        Assert.Equal(ring.Snapshot(), state);
        Console(head, read).CopyTo(place);
        for (int filled = 1; filled <= read; filled++)
        {
            state[Ring + (head + filled - 1) % RingBytes] = Console(head + filled - 1, 1)[0];
            Check(state, head, adopted: filled);
            states++;
        }

        Assert.Equal(ring.Snapshot(), state);
        log.Commit(read);
        foreach (int store in StoresInOrder(state, ring.Bytes, (Index, 4096), (IndexCount, 8)))
        {
            Apply(store, state, ring.Bytes);
            Check(state, head, adopted: read);
            states++;
        }

        ring.Bytes.Slice(Head, 8).CopyTo(state.AsSpan(Head));
        Check(state, head + read, adopted: 0);
        Assert.Equal(ring.Snapshot(), state);
        Assert.True(states > read);
    }

    [Fact]
    public void Zeros_that_were_read_but_not_committed_are_adopted_up_to_the_last_other_byte()
    {
        using var ring = new TestRing(RingBytes);
        PortLog log = ring.Create();
        byte[] read = [1, 0, 0, 2, 0, 0, 0];
        read.CopyTo(log.Reserve(50));

        using var left = new TestRing(ring.Bytes);
        PortLog reopened = PortLog.Open(left.Memory, TestRing.Options(), out LogRecovery recovery)!;

        Assert.Equal(new LogRecovery.Opened(0, 4, 0), recovery);
        var into = new byte[10];
        Assert.Equal(4, reopened.OpenReader(0).Read(into, out _));
        Assert.Equal([1, 0, 0, 2], into[..4]);
    }

    [Fact]
    public void Adopted_bytes_have_the_time_of_their_adoption_and_a_mark_where_they_begin()
    {
        using var ring = new TestRing(RingBytes);
        var time = new ManualTime();
        PortLog log = ring.Create(time);
        log.Append("yesterday"u8);
        "panic"u8.CopyTo(log.Reserve(50));
        time.Advance(TimeSpan.FromDays(1));

        using var left = new TestRing(ring.Bytes);
        PortLog reopened = PortLog.Open(left.Memory, TestRing.Options(time), out _)!;

        Assert.Equal(time.GetUtcNow(), reopened.TimeAt(9));
        Assert.Equal(time.GetUtcNow().AddDays(-1), reopened.TimeAt(8));
        JournalEntry mark = Assert.Single(reopened.Journal(0));
        Assert.Equal(
            new JournalEntry(1, 9, time.GetUtcNow(), JournalKind.Adopted, "5 bytes read before a crash were adopted"),
            mark);
    }

    [Fact]
    public void A_process_killed_between_reading_and_committing_loses_nothing()
    {
        using var source = new Fifo();
        using RingFile file = RingFile.Make(RingBytes);
        PortLog.Create(file.Memory, TestRing.Port, RingBytes, TestRing.Options());
        using Process peer = Peer.Start("die", file.Path, source.Path);
        source.Stream.Write(Console(0, 200));
        peer.WaitForExit();

        PortLog log = PortLog.Open(file.Memory, TestRing.Options(), out LogRecovery recovery)!;

        Assert.Equal(new LogRecovery.Opened(100, 100, 0), recovery);
        var into = new byte[300];
        Assert.Equal(200, log.OpenReader(0).Read(into, out _));
        Assert.Equal(Console(0, 200), into[..200]);
    }

    [Fact]
    public async Task A_process_killed_while_it_streams_leaves_every_byte_in_the_log_or_in_the_line()
    {
        using var source = new Fifo();
        using RingFile file = RingFile.Make(RingBytes);
        PortLog log = PortLog.Create(file.Memory, TestRing.Port, RingBytes, TestRing.Options());
        for (int kill = 0; kill < 5; kill++)
        {
            long from = log.Head;
            long promised = from;
            using var stop = new CancellationTokenSource();
            Task feeder = Task.Run(() =>
            {
                while (!stop.IsCancellationRequested)
                {
                    byte[] bytes = Console(promised, 777);
                    Volatile.Write(ref promised, promised + bytes.Length);
                    source.Stream.Write(bytes);
                }
            }, TestContext.Current.CancellationToken);
            using Process peer = Peer.Start("copy", file.Path, source.Path);
            SpinWait.SpinUntil(() => log.View.Head > from + 100_000 + kill * 7919 || peer.HasExited);
            Assert.False(peer.HasExited);
            peer.Kill();
            peer.WaitForExit();

            log = PortLog.Open(file.Memory, TestRing.Options(), out LogRecovery recovery)!;
            Assert.IsType<LogRecovery.Opened>(recovery);
            await stop.CancelAsync();

            // What is left in the line goes on exactly where the log ends.
            var rest = new MemoryStream();
            var chunk = new byte[4096];
            while (!feeder.IsCompleted || log.Head + rest.Length < Volatile.Read(ref promised))
            {
                // Only what was promised is waited for.
                if (log.Head + rest.Length < Volatile.Read(ref promised))
                {
                    rest.Write(chunk.AsSpan(0, source.Stream.Read(chunk)));
                }
            }

            await feeder;
            Assert.Equal(promised, log.Head + rest.Length);
            Assert.Equal(Console(log.Head, (int)rest.Length), rest.ToArray());
            var into = new byte[RingBytes];
            int count = log.OpenReader(log.Tail).Read(into, out _);
            Assert.Equal(log.Head - log.Tail, count);
            Assert.Equal(Console(log.Tail, count), into[..count]);
        }
    }

    private static void Check(ReadOnlySpan<byte> image, int head, int adopted)
    {
        using var left = new TestRing(image);
        PortLog log = PortLog.Open(left.Memory, TestRing.Options(), out LogRecovery recovery)!;
        Assert.Equal(new LogRecovery.Opened(head, adopted, 0), recovery);
        Assert.Equal(head + adopted, log.Head);
        Assert.Equal(adopted > 0, log.Journal(0).Any(entry => entry.Kind == JournalKind.Adopted));
        var into = new byte[RingBytes];
        int count = log.OpenReader(log.Tail).Read(into, out long lost);
        Assert.Equal(0, lost);
        Assert.Equal(log.Head - log.Tail, count);
        Assert.Equal(Console(log.Tail, count), into[..count]);
        Assert.False(log.Reserve(RingBytes).ContainsAnyExcept((byte)0));
    }

    /// <summary>Where memory differs, in the order in which the writer changes it;
    /// 8-byte fields are one store.</summary>
    private static List<int> StoresInOrder(byte[] before, Span<byte> after, params (int From, int Length)[] areas)
    {
        var stores = new List<int>();
        foreach ((int from, int length) in areas)
        {
            for (int at = from; at < from + length; at += StoreAt(at))
            {
                if (!after.Slice(at, StoreAt(at)).SequenceEqual(before.AsSpan(at, StoreAt(at))))
                {
                    stores.Add(at);
                }
            }
        }

        return stores;
    }

    private static void Apply(int store, byte[] state, Span<byte> after) =>
        after.Slice(store, StoreAt(store)).CopyTo(state.AsSpan(store));

    private static int StoreAt(int offset) => offset < Ring ? 8 : 1;

    /// <summary>What the console says at a position; never zero.</summary>
    private static byte[] Console(long position, int length)
    {
        var bytes = new byte[length];
        Stamp.Fill(bytes, position);
        foreach (ref byte value in bytes.AsSpan())
        {
            value |= 0x80;
        }

        return bytes;
    }

    private sealed partial class Fifo : IDisposable
    {
        public Fifo()
        {
            Path = System.IO.Path.Combine(
                System.IO.Path.GetTempPath(), $"fairlead-test-{Environment.ProcessId}-{Guid.NewGuid():N}");
            Assert.Equal(0, mkfifo(Path, 0x180));
            Stream = new FileStream(Path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        }

        public string Path { get; }

        public FileStream Stream { get; }

        public void Dispose()
        {
            Stream.Dispose();
            File.Delete(Path);
        }

        [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
        private static partial int mkfifo(string path, uint mode);
    }
}
