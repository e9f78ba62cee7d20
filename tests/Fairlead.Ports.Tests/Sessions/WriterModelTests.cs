using CsCheck;

namespace Fairlead.Ports.Tests.Sessions;

/// <summary>
/// Three people and everything that they, the line and the configuration can do, against a model that knows only
/// what each may expect of the bytes they typed.
/// </summary>
public sealed class WriterModelTests
{
    private enum Act
    {
        Attach,
        Leave,
        Type,
        Paste,
        Ask,
        Spy,
        Force,
        Room,
        QuietRoom,
        LineDown,
        LineUp,
        Single,
        Shared,
    }

    [Fact]
    public void At_most_one_writes_nobody_is_both_and_no_typed_byte_is_lost_or_out_of_order() =>
        Gen.Select(Acts, Gen.Int[0, 2], Gen.Int[1, 40]).Array[0, 80].Sample(Run, iter: 3000);

    /// <summary>
    /// Mostly typing and a line that takes a little, so that everybody has something waiting most of the time.
    /// </summary>
    private static Gen<Act> Acts => Gen.Frequency(
        (3, Gen.Enum<Act>()), (3, Gen.Const(Act.Paste)), (2, Gen.Const(Act.Room)));

    private static void Run((Act Act, int Who, int Count)[] acts)
    {
        PortSettings settings = TestPort.Plain with { ConfirmDestructive = false };
        var port = new TestPort(settings, ring: 4096);
        port.Line.Room = 10;
        Person[] people = [new(1), new(2), new(3)];
        if (acts.Length % 2 == 0)
        {
            port.Port.Apply(settings with { Writers = WriterPolicy.Shared });
            Array.ForEach(people, one => one.Attach(port));
        }

        foreach ((Act act, int who, int count) in acts)
        {
            Person person = people[who];
            bool there = person.Attached is not null;
            switch (act)
            {
                case Act.Attach when !there:
                    person.Attach(port);
                    break;
                case Act.Leave when there:
                    person.Leave();
                    break;
                case Act.Type or Act.Paste when there:
                    person.Type(act == Act.Type ? 1 : count);
                    break;
                case Act.Ask when there:
                    person.Press("a");
                    break;
                case Act.Spy when there:
                    person.Press("s");
                    break;
                case Act.Force when there:
                    person.Press("f");
                    break;
                case Act.Room:
                    port.Line.GiveRoom(count);
                    break;
                case Act.QuietRoom:
                    // The line has room already, but has not said so yet.
                    port.Line.Room += count;
                    break;
                case Act.LineDown or Act.LineUp:
                    port.Line.Become(act == Act.LineUp ? LineState.Up : LineState.Down);
                    break;
                case Act.Single or Act.Shared:
                    port.Port.Apply(
                        settings with { Writers = act == Act.Shared ? WriterPolicy.Shared : WriterPolicy.Single });
                    break;
            }

            Check(port, people);
        }

        port.Line.Become(LineState.Up);
        port.Line.GiveRoom(int.MaxValue);
        Check(port, people);
        Assert.All(people, static one => Assert.Equal(0, one.Attached?.Session.PendingInput ?? 0));
        Assert.All(people, static one => Assert.Equal(one.Accepted.Count, one.Arrived));
    }

    private static void Check(TestPort port, Person[] people)
    {
        IReadOnlyList<SessionInfo> who = port.Port.Who();
        Assert.Equal(people.Count(static one => one.Attached is not null), who.Count);
        int writers = who.Count(static one => one.Mode == SessionMode.ReadWrite);
        Assert.True(port.Port.Settings.Writers == WriterPolicy.Shared || writers <= 1);
        Assert.DoesNotContain(who, static one => one.IsWaiting && one.Mode == SessionMode.ReadWrite);
        Assert.True(writers > 0 || !who.Any(static one => one.IsWaiting), "somebody waits for a free port");
        Assert.Equal(writers > 0, port.Line.Interactive);

        byte[] written = port.Line.Written;
        for (int i = 0; i < written.Length; i++)
        {
            bool turnEnds = i + 1 == written.Length || Person.Of(written[i + 1]) != Person.Of(written[i]);
            people[Person.Of(written[i]) - 1].See(written[i], turnEnds && i + 1 < written.Length, first: i == 0);
        }

        foreach (Person person in people)
        {
            person.EndCheck(written.Count(value => Person.Of(value) == person.Number));
        }
    }

    private sealed class Person(int number)
    {
        private readonly HashSet<int> _messageEnds = [0];
        private int _next;
        private int _at;
        private int _typed;

        public int Number => number;

        public TestPerson? Attached { get; private set; }

        /// <summary>Every byte that was typed as a writer and not dropped.</summary>
        public List<byte> Accepted { get; } = [];

        /// <summary>How many of them the line has.</summary>
        public int Arrived { get; private set; }

        /// <summary>Whose byte it is: the upper two bits.</summary>
        public static int Of(byte value) => value >> 6;

        public void Attach(TestPort port)
        {
            Attached = port.Attach("user" + number);
            _typed = 0;
        }

        public void Leave()
        {
            Attached!.Session.Leave();
            Attached = null;
            Forget();
        }

        public void Press(string letter)
        {
            Attached!.Press(letter);
            _typed += 3;
        }

        public void Type(int count)
        {
            byte[] message = new byte[count];
            for (int i = 0; i < count; i++)
            {
                message[i] = (byte)((number << 6) | (_next++ & 0x3F));
            }

            if (Attached!.Session.Mode == SessionMode.ReadWrite)
            {
                Accepted.AddRange(message);
                _messageEnds.Add(Accepted.Count);
            }

            Attached.Session.Input(message);
            _typed += count;
        }

        /// <summary>The line has this byte: it must be the next one, and others follow only a whole message.</summary>
        public void See(byte value, bool turnEnds, bool first)
        {
            Assert.True(_at < Accepted.Count, "a byte that nobody may have sent");
            Assert.Equal(Accepted[_at++], value);
            Assert.True(!turnEnds || _messageEnds.Contains(_at), "another's bytes inside a message");
            Assert.True(!first || _at == 1);
        }

        public void EndCheck(int arrived)
        {
            Assert.Equal(_at, arrived);
            _at = 0;
            Arrived = arrived;
            if (Attached is null)
            {
                return;
            }

            // Who lost the writer's place lost what the line had not taken.
            if (Attached.Session.Mode == SessionMode.ReadOnly)
            {
                Assert.Equal(0, Attached.Session.PendingInput);
                Forget();
            }

            Assert.Equal(Accepted.Count, arrived + Attached.Session.PendingInput);
            Assert.Equal(_typed, Attached.Client.ConsumedBytes + Attached.Session.PendingInput);
        }

        private void Forget()
        {
            // Only what has arrived stays; a message that was cut off ends where it was cut.
            if (Arrived < Accepted.Count)
            {
                Accepted.RemoveRange(Arrived, Accepted.Count - Arrived);
                _messageEnds.RemoveWhere(end => end > Arrived);
                _messageEnds.Add(Arrived);
            }
        }
    }
}
