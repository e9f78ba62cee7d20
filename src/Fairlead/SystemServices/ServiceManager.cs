using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Fairlead.Tty;
using Microsoft.Win32.SafeHandles;

namespace Fairlead.SystemServices;

/// <summary>
/// What the daemon tells systemd and gets back from it: sd_notify(3) over the datagram socket of NOTIFY_SOCKET, and
/// the descriptor store. Nothing here blocks: a message that the socket does not take now waits in order until
/// <see cref="Flush"/>. Without a service manager everything is a no-op. Loop-confined.
/// </summary>
sealed class ServiceManager : IDisposable
{
    private const int MostWaiting = 256;

    private readonly byte[] _path;
    private readonly Socket? _socket;
    private readonly Queue<Waiting> _waiting = new();

    private ServiceManager(string? path, TimeSpan? watchdog, StoredDescriptors stored)
    {
        _path = Encoding.UTF8.GetBytes(path ?? "");
        _socket = _path.Length == 0 ? null : new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        WatchdogInterval = watchdog;
        Stored = stored;
    }

    /// <summary>True if a service manager listens.</summary>
    public bool IsPresent => _socket is not null;

    /// <summary>
    /// How often <see cref="Watchdog"/> must be called at least (WatchdogSec= of the unit); null if it is off.
    /// Call it twice as often.
    /// </summary>
    public TimeSpan? WatchdogInterval { get; }

    /// <summary>What the store held for us at start.</summary>
    public StoredDescriptors Stored { get; }

    /// <summary>Messages that the socket has not taken yet.</summary>
    public int WaitingCount => _waiting.Count;

    /// <summary>Messages given up: the manager is gone, or took none for too long.</summary>
    public long Lost { get; private set; }

    /// <summary>Reads NOTIFY_SOCKET, WATCHDOG_USEC, LISTEN_FDS and what belongs to them from this process.</summary>
    public static ServiceManager FromEnvironment() =>
        Create(Environment.GetEnvironmentVariable, Environment.ProcessId, StoredDescriptors.First);

    /// <param name="environment">A variable's value, or null.</param>
    /// <param name="processId">Ours; variables meant for another process are ignored.</param>
    /// <param name="firstDescriptor">The number of the first passed descriptor.</param>
    public static ServiceManager Create(Func<string, string?> environment, int processId, int firstDescriptor)
    {
        string own = processId.ToString(CultureInfo.InvariantCulture);
        TimeSpan? watchdog = null;
        if ((environment("WATCHDOG_PID") ?? own) == own
            && long.TryParse(environment("WATCHDOG_USEC"), CultureInfo.InvariantCulture, out long microseconds)
            && microseconds > 0)
        {
            watchdog = TimeSpan.FromMicroseconds(microseconds);
        }

        StoredDescriptors stored = environment("LISTEN_PID") == own
            ? StoredDescriptors.Take(environment("LISTEN_FDS"), environment("LISTEN_FDNAMES"), firstDescriptor)
            : StoredDescriptors.None;
        return new ServiceManager(environment("NOTIFY_SOCKET"), watchdog, stored);
    }

    /// <summary>The listeners accept (READY=1).</summary>
    public void Ready() => Send("READY=1");

    /// <summary>The daemon is on its way out (STOPPING=1).</summary>
    public void Stopping() => Send("STOPPING=1");

    /// <summary>The loop turns (WATCHDOG=1).</summary>
    public void Watchdog() => Send("WATCHDOG=1");

    /// <summary>One line for <c>systemctl status</c>.</summary>
    public void Status(string line) => Send("STATUS=" + line.ReplaceLineEndings(" "));

    /// <summary>
    /// Puts a copy of a descriptor into the store under a name (a port's: "port-01"). The caller keeps its own.
    /// </summary>
    /// <exception cref="ArgumentException">The name is not what FDNAME= allows.</exception>
    public void Store(string name, int descriptor)
    {
        CheckName(name);
        Send("FDSTORE=1\nFDNAME=" + name, descriptor);
    }

    /// <summary>Takes every descriptor of that name out of the store.</summary>
    /// <exception cref="ArgumentException">The name is not what FDNAME= allows.</exception>
    public void Remove(string name)
    {
        CheckName(name);
        Send("FDSTOREREMOVE=1\nFDNAME=" + name);
    }

    /// <summary>Tries what waits again; true when nothing waits any more.</summary>
    public bool Flush()
    {
        while (_socket is not null && _waiting.TryPeek(out Waiting? next))
        {
            if (!TrySend(next.Data, next.Descriptor is { } kept ? (int)kept.DangerousGetHandle() : -1))
            {
                return false;
            }

            _waiting.Dequeue().Descriptor?.Dispose();
        }

        return true;
    }

    public void Dispose()
    {
        Flush();
        while (_waiting.TryDequeue(out Waiting? left))
        {
            left.Descriptor?.Dispose();
        }

        Stored.CloseUnclaimed();
        _socket?.Dispose();
    }

    // systemd.exec(5), FDNAME=: printable ASCII without ':'; at most 255.
    private static void CheckName(string name)
    {
        if (name.Length is 0 or > 255 || name.AsSpan().ContainsAnyExceptInRange('!', '~') || name.Contains(':'))
        {
            throw new ArgumentException($"\"{name}\" cannot name a stored descriptor", nameof(name));
        }
    }

    private void Send(string text, int descriptor = -1)
    {
        if (_socket is null)
        {
            return;
        }

        byte[] data = Encoding.UTF8.GetBytes(text);
        if (Flush() && TrySend(data, descriptor))
        {
            return;
        }

        if (_waiting.Count == MostWaiting)
        {
            Lost++;
            return;
        }

        // The line may close its descriptor before the manager takes the message.
        SafeFileHandle? kept = null;
        if (descriptor >= 0)
        {
            kept = new SafeFileHandle(Libc.fcntl(descriptor, Libc.F_DUPFD_CLOEXEC, 0), ownsHandle: true);
        }

        _waiting.Enqueue(new Waiting(data, kept));
    }

    // False only if it is worth trying again.
    private bool TrySend(byte[] data, int descriptor)
    {
        int error = DatagramCalls.Send((int)_socket!.Handle, _path, data, descriptor);
        if (error == Libc.EAGAIN)
        {
            return false;
        }

        Lost += error == 0 ? 0 : 1;
        return true;
    }

    private sealed record Waiting(byte[] Data, SafeFileHandle? Descriptor);
}
