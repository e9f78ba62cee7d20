using Fairlead.Tty;

namespace Fairlead.Tests.Lines;

/// <summary>A pty whose master a test plays the device on. Raw from the start,
/// as a device that was used before.</summary>
sealed class Pty : IDisposable
{
    public Pty(bool raw = true)
    {
        Master = Libc.OpenPty(out string slave);
        Assert.True(Master >= 0);
        Slave = slave;
        if (raw)
        {
            SetRaw();
        }
    }

    public int Master { get; private set; }

    public string Slave { get; }

    /// <summary>What the slave is set to (a pty's two ends share it).</summary>
    public Libc.Termios2 Termios
    {
        get
        {
            unsafe
            {
                Libc.Termios2 termios;
                Assert.Equal(0, Libc.ioctl(Master, Libc.TCGETS2, &termios));
                return termios;
            }
        }
    }

    /// <summary>The device says something; waits for room if it must.</summary>
    public void Say(ReadOnlySpan<byte> data)
    {
        var spin = new SpinWait();
        while (!data.IsEmpty)
        {
            int sent = Libc.Write(Master, data);
            Assert.True(sent > 0 || sent == -Libc.EAGAIN, $"device cannot write: {sent}");
            data = data[Math.Max(sent, 0)..];
            if (sent <= 0)
            {
                spin.SpinOnce();
            }
        }
    }

    /// <summary>What the device has been sent and not yet heard.</summary>
    public byte[] Hear()
    {
        Span<byte> into = stackalloc byte[4096];
        int n = Libc.Read(Master, into);
        return into[..Math.Max(n, 0)].ToArray();
    }

    /// <summary>Reads until that many bytes have come.</summary>
    public async Task<byte[]> HearAsync(int count)
    {
        var heard = new List<byte>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (heard.Count < count)
        {
            byte[] now = Hear();
            heard.AddRange(now);
            if (now.Length == 0)
            {
                await Task.Delay(1, deadline.Token);
            }
        }

        return [.. heard];
    }

    private unsafe void SetRaw()
    {
        Libc.Termios2 termios = RawTermios.From(new Fairlead.Ports.LineSettings());
        Assert.Equal(0, Libc.ioctl(Master, Libc.TCSETS2, &termios));
    }

    /// <summary>The device is pulled.</summary>
    public void Vanish()
    {
        _ = Libc.close(Master);
        Master = -1;
    }

    public void Dispose()
    {
        if (Master >= 0)
        {
            Vanish();
        }
    }
}
