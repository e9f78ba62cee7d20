using Fairlead.Tty;

namespace Fairlead.Daemon.Loop;

/// <summary>
/// Who gets the events of which descriptor. Each registration has a generation, which travels in the event's data,
/// so that an event of a descriptor that was removed (and perhaps reused) during the same turn reaches nobody.
/// </summary>
sealed unsafe class PollTable(int epoll)
{
    private Slot[] _slots = new Slot[64];

    /// <summary>Descriptors registered.</summary>
    public int Count { get; private set; }

    /// <exception cref="InvalidOperationException">It is there already, or the kernel refuses it.</exception>
    public void Add(int fd, uint events, IPollable handler)
    {
        if (fd >= _slots.Length)
        {
            Array.Resize(ref _slots, Math.Max(fd + 1, _slots.Length * 2));
        }

        ref Slot slot = ref _slots[fd];
        if (slot.Handler is not null)
        {
            throw new InvalidOperationException($"descriptor {fd} is in the loop already");
        }

        uint generation = unchecked(slot.Generation + 1);
        if (Control(Libc.EPOLL_CTL_ADD, fd, events, generation) != 0)
        {
            throw new InvalidOperationException($"epoll does not take descriptor {fd}: {Libc.Describe(Libc.Errno)}");
        }

        slot = new Slot(handler, generation);
        Count++;
    }

    /// <exception cref="InvalidOperationException">It is not there.</exception>
    public void Modify(int fd, uint events)
    {
        Slot slot = (uint)fd < (uint)_slots.Length ? _slots[fd] : default;
        if (slot.Handler is null || Control(Libc.EPOLL_CTL_MOD, fd, events, slot.Generation) != 0)
        {
            throw new InvalidOperationException($"descriptor {fd} is not in the loop");
        }
    }

    /// <summary>Nothing reaches its handler from now on. Call it before the descriptor is closed.</summary>
    public void Remove(int fd)
    {
        if ((uint)fd >= (uint)_slots.Length || _slots[fd].Handler is null)
        {
            return;
        }

        // Fails only if the descriptor is closed already, and then the kernel has removed it.
        _ = Control(Libc.EPOLL_CTL_DEL, fd, 0, 0);
        _slots[fd] = new Slot(null, _slots[fd].Generation);
        Count--;
    }

    /// <summary>Whom an event's data means, or null if that registration is over.</summary>
    public IPollable? Find(ulong data, out int fd)
    {
        fd = (int)(uint)data;
        return (uint)fd < (uint)_slots.Length && _slots[fd].Generation == (uint)(data >> 32)
            ? _slots[fd].Handler
            : null;
    }

    private int Control(int op, int fd, uint events, uint generation)
    {
        byte* @event = stackalloc byte[16];
        EpollEvents.Set(@event, events, (ulong)generation << 32 | (uint)fd);
        return Libc.epoll_ctl(epoll, op, fd, @event);
    }

    private readonly record struct Slot(IPollable? Handler, uint Generation);
}
