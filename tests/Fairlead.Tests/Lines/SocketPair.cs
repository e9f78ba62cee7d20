using Fairlead.Tty;

namespace Fairlead.Tests.Lines;

/// <summary>socketpair(2).</summary>
sealed unsafe class SocketPair : IDisposable
{
    public SocketPair()
    {
        int* fds = stackalloc int[2];
        Assert.Equal(
            0, Libc.socketpair(Libc.AF_UNIX, Libc.SOCK_STREAM | Libc.SOCK_NONBLOCK | Libc.SOCK_CLOEXEC, 0, fds));
        Near = fds[0];
        Far = fds[1];
    }

    public int Near { get; }

    public int Far { get; private set; }

    public void CloseFar()
    {
        _ = Libc.close(Far);
        Far = -1;
    }

    public void Dispose()
    {
        _ = Libc.close(Near);
        if (Far >= 0)
        {
            CloseFar();
        }
    }
}
