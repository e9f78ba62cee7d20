using System.Runtime.CompilerServices;
using System.Text;

namespace Fairlead.Ports.Tests;

/// <summary>A port on a fake line and a log in a pinned array, and people who attach to it.</summary>
sealed unsafe class TestPort : IPortObserver
{
    public const string Escape = "\u0005c";

    // Kept alive by the port, whose observer we are.
    private readonly byte[] _memory;

    public TestPort(
        PortSettings? settings = null, int ring = 64 * 1024, PortSet? set = null, int number = 1, long lease = 1L << 40)
    {
        nuint length = PortLog.FileSize(ring);
        _memory = GC.AllocateArray<byte>((int)length + 4096, pinned: true);
        nuint start = ((nuint)Unsafe.AsPointer(ref _memory[0]) + 4095) / 4096 * 4096;
        PortLog log = PortLog.Create(
            new RingMemory((byte*)start, length),
            new PortNumber(number),
            ring,
            new PortLogOptions { Time = Time, LeasedUpTo = lease });
        Port = new ConsolePort(
            new PortNumber(number), settings ?? Plain, Line, log, Time, this, set?.Sessions ?? new SessionBudget());
        set?.Add(Port);
        Port.Start();
    }

    public static PortSettings Plain { get; } = new() { Name = "db1" };

    public ConsolePort Port { get; }

    public FakeLine Line { get; } = new();

    public FakeTimeProvider Time { get; } = new();

    public List<PortEvent> Events { get; } = [];

    /// <summary>Everything in the port's journal, "kind: text".</summary>
    public IReadOnlyList<string> Journal
    {
        get
        {
            string[] entries = [.. Port.Log.Journal(0).Select(static one => $"{one.Kind}: {one.Text}")];
            GC.KeepAlive(this);
            return entries;
        }
    }

    /// <summary>How often the log asked for more positions.</summary>
    public int LeasesAsked { get; private set; }

    public void LeaseRunsLow(ConsolePort port) => LeasesAsked++;

    public void Observe(ConsolePort port, PortEvent happened) => Events.Add(happened);

    /// <summary>Attaches a person at a terminal.</summary>
    public TestPerson Attach(
        string user,
        SessionMode mode = SessionMode.ReadWrite,
        bool interactive = true,
        FakeClient? client = null,
        int? replay = null,
        params SessionAct[] denied)
    {
        var person = new TestPerson(user, client ?? new FakeClient());
        foreach (SessionAct act in denied)
        {
            person.Denied.Add(act);
        }

        AttachResult result = Port.Attach(
            new SessionRequest
            {
                User = user,
                From = "192.0.2.7:51234",
                Door = "ssh 2001",
                Mode = mode,
                Interactive = interactive,
                ReplayLines = replay,
                Refusal = person.Refusal,
            },
            person.Client);
        person.Session = Assert.IsType<AttachResult.Attached>(result).Session;
        return person;
    }
}

/// <summary>Somebody who is attached, with the rights that the test leaves them.</summary>
sealed class TestPerson(string user, FakeClient client)
{
    public FakeClient Client { get; } = client;

    public Session Session { get; set; } = null!;

    public HashSet<SessionAct> Denied { get; } = [];

    public string? Refusal(SessionAct act) => Denied.Contains(act) ? $"no rule allows {user} to {act}" : null;

    /// <summary>Types messages, each one call.</summary>
    public void Type(params string[] messages)
    {
        foreach (string message in messages)
        {
            Session.Input(Encoding.Latin1.GetBytes(message));
        }
    }

    /// <summary>Types the escape and then each letter.</summary>
    public void Press(params string[] letters)
    {
        Type(TestPort.Escape);
        Type(letters);
    }
}
