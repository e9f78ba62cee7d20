using System.Net;
using Fairlead.Daemon;
using Fairlead.Daemon.Loop;
using Fairlead.Tty;

namespace Fairlead.Doors.Sockets;

/// <summary>
/// One listening TCP address, supervised by itself: while another program has the number it says so and tries again
/// with growing pauses, and no other listener notices.
/// </summary>
sealed class Listener(EventLoop loop, IPEndPoint endPoint, TimeProvider time, Action<int, IPEndPoint> accepted)
    : IPollable
{
    private const int Backlog = 128;

    // More than this from one listener in a turn would keep the lines waiting.
    private const int AcceptsPerTurn = 8;

    private static readonly TimeSpan s_shortestPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestPause = TimeSpan.FromSeconds(5);

    private int _socket = -1;
    private bool _paused;

    public IPEndPoint EndPoint => endPoint;

    /// <summary>Why it does not listen ("TCP port 2007 is taken by another program"), or null if it does.</summary>
    public string? Problem { get; private set; } = "not started";

    /// <summary>Listens until stopped. Returns at once only if <paramref name="stop"/> is already set.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        TimeSpan pause = s_shortestPause;
        while (!stop.IsCancellationRequested && !TryListen())
        {
            await Task.Delay(pause, time, stop).ConfigureAwait(
                ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            pause = TimeSpan.FromTicks(Math.Min(pause.Ticks * 2, s_longestPause.Ticks));
        }

        await Task.Delay(Timeout.InfiniteTimeSpan, time, stop).ConfigureAwait(
            ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Close();
    }

    public void Ready(uint events)
    {
        for (int i = 0; i < AcceptsPerTurn; i++)
        {
            int socket = SocketCalls.Accept(_socket, out IPEndPoint? remote);
            if (socket < 0)
            {
                if (!SocketCalls.WouldBlock())
                {
                    _ = PauseAsync();
                }

                return;
            }

            accepted(socket, remote!);
        }
    }

    // Out of descriptors: the connection stays in the backlog, and asking again at once would spin.
    private async Task PauseAsync()
    {
        if (_paused || _socket < 0)
        {
            return;
        }

        _paused = true;
        loop.Modify(_socket, 0);
        await Task.Delay(s_shortestPause, time, CancellationToken.None);
        _paused = false;
        if (_socket >= 0)
        {
            loop.Modify(_socket, Libc.EPOLLIN);
        }
    }

    private bool TryListen()
    {
        int socket = SocketCalls.Listen(endPoint, Backlog, out string? problem);
        Problem = problem is null ? null : $"TCP {endPoint}: {problem}";
        if (socket < 0)
        {
            return false;
        }

        _socket = socket;
        loop.Add(socket, Libc.EPOLLIN, this);
        return true;
    }

    private void Close()
    {
        if (_socket >= 0)
        {
            loop.Remove(_socket);
            Libc.close(_socket);
            _socket = -1;
            Problem = "stopped";
        }
    }
}
