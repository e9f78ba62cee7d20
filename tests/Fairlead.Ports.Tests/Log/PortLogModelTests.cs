using CsCheck;

namespace Fairlead.Ports.Tests.Log;

public sealed class PortLogModelTests
{
    private enum Step
    {
        Append,
        ReserveAndCommit,
        GiveBack,
        TakeOutInPlace,
        Record,
        OpenReader,
        Read,
        Skip,
        Wait,
        Restart,
        Kill,
    }

    private static readonly Gen<(Step Step, int A, int B)[]> s_steps = Gen.Select(
        Gen.Enum<Step>(),
        Gen.OneOf(Gen.Int[0, 20], Gen.Int[0, 6000]),
        Gen.Int[0, 6000]).Array[1, 120];

    [Fact]
    public void Whatever_a_reader_is_given_is_a_slice_of_what_was_written_and_losses_add_up() =>
        Gen.Select(Gen.Int[1, 4], Gen.OneOf(Gen.Const(0L), Gen.Long[1, 1L << 61]), s_steps).Sample(
            (pages, start, steps) =>
            {
                using var model = new Model(pages * 4096, start);
                foreach ((Step step, int a, int b) in steps)
                {
                    model.Do(step, a, b);
                    model.Check(a, b);
                }
            },
            iter: 1000);

    private sealed class Model : IDisposable
    {
        private readonly ManualTime _time = new();
        private readonly long _start;
        private readonly List<byte> _written = [];
        private readonly List<DateTimeOffset> _times = [];
        private readonly List<(LogReader Reader, long Expected)> _readers = [];
        private readonly List<JournalEntry> _journal = [];
        private readonly byte[] _into = new byte[20_000];
        private TestRing _ring;
        private PortLog _log;

        public Model(int ringBytes, long start)
        {
            _start = start;
            _ring = new TestRing(ringBytes);
            _log = PortLog.Create(
                _ring.Memory, TestRing.Port, ringBytes, TestRing.Options(_time) with { StartPosition = start });
            if (start > 0)
            {
                Journaled(JournalKind.Gap, $"the ring before was lost; positions go on at {start}");
            }
        }

        private long Head => _start + _written.Count;

        public void Do(Step step, int a, int b)
        {
            switch (step)
            {
                case Step.Append:
                    byte[] bytes = Some(a, b);
                    Assert.Equal(bytes.Length, _log.Append(bytes));
                    Wrote(bytes);
                    break;
                case Step.ReserveAndCommit:
                    Wrote(Lend(a + 1, b, commit: true));
                    break;
                case Step.GiveBack:
                    Zero(_log.Reserve(a + 1));
                    _log.Commit(0);
                    break;
                case Step.TakeOutInPlace:
                    Span<byte> place = _log.Reserve(a + 1);
                    Zero(place);
                    place.Fill((byte)(b | 1));
                    int kept = b % (place.Length + 1);
                    Wrote(place[..kept]);
                    _log.Commit(kept, place.Length);
                    break;
                case Step.Record:
                    _log.Record((JournalKind)(a % 14 + 1), $"entry {b}");
                    Journaled((JournalKind)(a % 14 + 1), $"entry {b}");
                    break;
                case Step.OpenReader:
                    long position = _start + b % (_written.Count + 1);
                    _readers.Add((_log.OpenReader(position), position));
                    break;
                case Step.Read when _readers.Count > 0:
                    Read(a % _readers.Count, b);
                    break;
                case Step.Skip when _readers.Count > 0:
                    Skip(a % _readers.Count, _start + b);
                    break;
                case Step.Wait:
                    _time.Advance(TimeSpan.FromMilliseconds(a));
                    break;
                case Step.Restart:
                    Restart(adopted: 0);
                    break;
                case Step.Kill:
                    Kill(a, b);
                    break;
            }
        }

        public void Check(int a, int b)
        {
            Assert.Equal(Head, _log.Head);
            Assert.InRange(_log.Tail, _start, Head);
            Assert.True(Head - _log.Tail >= Math.Min(_written.Count, _log.Capacity * 3 / 4));
            int slots = Math.Min(_journal.Count, 16);
            Assert.Equal(_journal[^slots..], _log.Journal(0));

            int at = _written.Count == 0 ? 0 : (a * 6007 + b) % _written.Count;
            if (_written.Count > 0)
            {
                DateTimeOffset? time = _log.TimeAt(_start + at);
                Assert.NotNull(time);
                Assert.True(time <= _times[at] && _times[at] - time < TimeSpan.FromMilliseconds(100));
            }

            DateTimeOffset since = _time.GetUtcNow() - TimeSpan.FromMilliseconds(b);
            long found = _log.PositionAt(since);
            int first = _times.FindIndex(time => time >= since);
            Assert.True(found <= Math.Max(_log.Tail, first < 0 ? Head : _start + first));
            Assert.True(found == _log.Tail || found == Head
                || _times[(int)(found - _start)] > since - TimeSpan.FromMilliseconds(100));
        }

        public void Dispose() => _ring.Dispose();

        private byte[] Lend(int length, int seed, bool commit)
        {
            Span<byte> place = _log.Reserve(length);
            Zero(place);
            byte[] bytes = Some(seed % (place.Length + 1), seed);
            bytes.CopyTo(place);
            if (commit)
            {
                _log.Commit(bytes.Length);
            }

            return bytes;
        }

        private void Read(int which, int length)
        {
            (LogReader reader, long expected) = _readers[which];
            bool overtaken = expected < _log.Tail;
            Assert.Equal(Head - expected, reader.Available);

            int count = reader.Read(_into.AsSpan(0, length), out long lost);

            Assert.Equal(overtaken, lost > 0);
            Assert.Equal(length > 0 && expected + lost < Head, count > 0);
            int from = (int)(expected + lost - _start);
            Assert.Equal(_written.GetRange(from, count), _into[..count]);
            Assert.Equal(expected + lost + count, reader.Position);
            _readers[which] = (reader, reader.Position);
        }

        private void Skip(int which, long to)
        {
            LogReader reader = _readers[which].Reader;
            reader.SkipTo(to);
            Assert.Equal(Math.Min(to, Head), reader.Position);
            _readers[which] = (reader, reader.Position);
        }

        private void Kill(int length, int seed)
        {
            byte[] read = Lend(length + 1, seed, commit: false);
            int adopted = read.AsSpan().LastIndexOfAnyExcept((byte)0) + 1;
            if (adopted > 0)
            {
                Journaled(JournalKind.Adopted, $"{adopted} bytes read before a crash were adopted");
            }

            Wrote(read.AsSpan(0, adopted));
            Restart(adopted);
        }

        private void Restart(int adopted)
        {
            var copy = new TestRing(_ring.Bytes);
            _ring.Dispose();
            _ring = copy;
            _log = PortLog.Open(_ring.Memory, TestRing.Options(_time), out LogRecovery recovery)!;
            Assert.Equal(new LogRecovery.Opened(Head - adopted, adopted, 0), recovery);
            for (int i = 0; i < _readers.Count; i++)
            {
                _readers[i] = (_log.OpenReader(_readers[i].Expected), _readers[i].Expected);
            }
        }

        private void Wrote(ReadOnlySpan<byte> bytes)
        {
            foreach (byte value in bytes)
            {
                _written.Add(value);
                _times.Add(_time.GetUtcNow());
            }
        }

        private void Journaled(JournalKind kind, string text) =>
            _journal.Add(new JournalEntry(_journal.Count + 1, Head, _time.GetUtcNow(), kind, text));

        private static void Zero(ReadOnlySpan<byte> place) => Assert.False(place.ContainsAnyExcept((byte)0));

        private static byte[] Some(int length, int seed)
        {
            var bytes = new byte[length];
            new Random(seed).NextBytes(bytes);

            // Runs of zeros at the end are what adoption has to be careful with.
            bytes.AsSpan(length - Math.Min(length, seed % 4)).Clear();
            return bytes;
        }
    }
}
