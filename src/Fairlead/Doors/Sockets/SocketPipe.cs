using System.IO.Pipelines;
using Fairlead.Daemon;
using Fairlead.Daemon.Loop;
using Fairlead.Tty;

namespace Fairlead.Doors.Sockets;

/// <summary>
/// A connected stream socket as a duplex pipe on the loop: bytes are received only while somebody awaits them and
/// sent at the end of the loop's turn. Idle, it holds no buffer. Owns the descriptor.
/// </summary>
sealed class SocketPipe : IDuplexPipe, IPollable, IDisposable
{
    private readonly EventLoop _loop;
    private readonly int _socket;
    private uint _interest;
    private bool _closed;

    /// <param name="loop">The loop; the pipe is made and used on its thread.</param>
    /// <param name="socket">A non-blocking connected socket, which the pipe owns from now on.</param>
    public SocketPipe(EventLoop loop, int socket)
    {
        _loop = loop;
        _socket = socket;
        Reader = new SocketReader(socket, UpdateInterest);
        Writer = new SocketWriter(socket, loop, UpdateInterest);
        _interest = Libc.EPOLLIN;
        loop.Add(socket, _interest, this);
    }

    public PipeReader Input => Reader;

    public PipeWriter Output => Writer;

    /// <summary>The output with what it offers beside a pipe writer.</summary>
    public SocketWriter Writer { get; }

    private SocketReader Reader { get; }

    public void Ready(uint events)
    {
        if ((events & Libc.EPOLLERR) != 0 || (events & (Libc.EPOLLHUP | Libc.EPOLLIN)) == Libc.EPOLLHUP)
        {
            // Both directions are gone; taken out at once, or a level-triggered loop would spin on it.
            Leave();
            Writer.Fail();
            Reader.End();
            return;
        }

        if ((events & Libc.EPOLLOUT) != 0)
        {
            Writer.Writable();
        }

        if ((events & Libc.EPOLLIN) != 0 && !_closed)
        {
            Reader.Readable();
        }

        UpdateInterest();
    }

    /// <summary>Sends what can be sent without waiting and closes. Pending reads and flushes end.</summary>
    public void Dispose()
    {
        if (_closed)
        {
            return;
        }

        Writer.SendWhatFits();
        Leave();
        Writer.Fail();
        Reader.End();
    }

    private void Leave()
    {
        if (!_closed)
        {
            _closed = true;
            _loop.Remove(_socket);
            Libc.close(_socket);
        }
    }

    private void UpdateInterest()
    {
        if (_closed)
        {
            return;
        }

        // EPOLLIN stays set while data keeps being taken; it is dropped only once data came that nobody awaited.
        uint wanted = (Reader.WantsData ? Libc.EPOLLIN : 0) | (Writer.WantsRoom ? Libc.EPOLLOUT : 0);
        if (wanted != _interest)
        {
            _interest = wanted;
            _loop.Modify(_socket, wanted);
        }
    }
}
