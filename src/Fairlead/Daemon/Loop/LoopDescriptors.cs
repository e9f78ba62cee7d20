using Fairlead.Tty;

namespace Fairlead.Daemon.Loop;

/// <summary>The loop's epoll descriptor and the eventfd that wakes it.</summary>
sealed unsafe class LoopDescriptors : IDisposable
{
    private readonly Lock _gate = new();
    private readonly int _wake;
    private bool _disposed;

    /// <param name="wakeData">The data that a wake-up's event carries.</param>
    /// <exception cref="InvalidOperationException">The process has no descriptors left.</exception>
    public LoopDescriptors(ulong wakeData)
    {
        Epoll = Libc.epoll_create1(Libc.EPOLL_CLOEXEC);
        _wake = Libc.eventfd(0, Libc.EFD_NONBLOCK | Libc.EFD_CLOEXEC);
        byte* @event = stackalloc byte[16];

        // Edge-triggered: each write is one event, so that nobody needs to read the counter.
        EpollEvents.Set(@event, Libc.EPOLLIN | Libc.EPOLLET, wakeData);
        if (Epoll < 0 || _wake < 0 || Libc.epoll_ctl(Epoll, Libc.EPOLL_CTL_ADD, _wake, @event) != 0)
        {
            throw new InvalidOperationException($"no event loop: {Libc.Describe(Libc.Errno)}");
        }
    }

    public int Epoll { get; }

    /// <summary>Makes epoll_wait return. From any thread.</summary>
    public void Wake()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                ulong one = 1;
                _ = Libc.write(_wake, (byte*)&one, sizeof(ulong));
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                _disposed = true;
                _ = Libc.close(_wake);
                _ = Libc.close(Epoll);
            }
        }
    }
}
