using System.Diagnostics;
using System.Text;
using Fairlead.Demo;
using Fairlead.Tty;

namespace Fairlead.Tests.Demo;

/// <summary>A person at a demo machine's terminal: a pty whose slave the machine lives on,
/// a thousand times as fast.</summary>
sealed unsafe class DemoTerminal : IDisposable
{
    private readonly int _master;
    private readonly int _slave;
    private readonly Thread _life;
    private readonly StringBuilder _seen = new();
    private int _read;

    public DemoTerminal(IDemoMachine machine)
    {
        _master = Libc.OpenPty(out string slave);
        Assert.True(_master >= 0);
        _slave = Libc.open(slave, Libc.O_RDWR | Libc.O_NOCTTY | Libc.O_CLOEXEC);
        Console = new DemoConsole(_slave, _slave, speed: 1000);
        _life = new Thread(() => machine.Run(Console)) { IsBackground = true };
        _life.Start();
    }

    public DemoConsole Console { get; }

    public void Type(string text) => Assert.Equal(text.Length, Libc.Write(_master, Encoding.Latin1.GetBytes(text)));

    /// <summary>Reads until the text has come, and returns what came before it.</summary>
    public string Expect(string text)
    {
        var patience = Stopwatch.StartNew();
        byte[] bytes = new byte[4096];
        while (true)
        {
            string unread = _seen.ToString(_read, _seen.Length - _read);
            int at = unread.IndexOf(text, StringComparison.Ordinal);
            if (at >= 0)
            {
                _read += at + text.Length;
                return unread[..at];
            }

            Assert.True(patience.Elapsed < TimeSpan.FromSeconds(20), $"waited for \"{text}\" and got: {unread}");
            var descriptor = new DemoCalls.PollDescriptor { fd = _master, events = DemoCalls.POLLIN };
            if (DemoCalls.poll(&descriptor, 1, 1000) > 0)
            {
                int count = Libc.Read(_master, bytes);
                Assert.True(count > 0, $"the machine ended; waited for \"{text}\" and got: {unread}");
                _seen.Append(Encoding.Latin1.GetString(bytes, 0, count));
            }
        }
    }

    /// <summary>Hangs up; the machine must end.</summary>
    public void Dispose()
    {
        _ = Libc.close(_master);
        Assert.True(_life.Join(TimeSpan.FromSeconds(20)), "the machine did not end when its terminal hung up");
        _ = Libc.close(_slave);
        Console.Dispose();
    }
}
