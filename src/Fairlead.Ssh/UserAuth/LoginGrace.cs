using Fairlead.Ssh.Transport;

namespace Fairlead.Ssh.UserAuth;

/// <summary>The time a client has from connecting to being authenticated.</summary>
sealed class LoginGrace : IDisposable
{
    private readonly CancellationTokenSource _over;
    private readonly ITimer _timer;
    private bool _disposed;

    public LoginGrace(
        TransportLayer transport, SshServerOptions options, SynchronizationContext context, CancellationToken stop)
    {
        _over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        _timer = options.Time.CreateTimer(
            _ => context.Post(_ => End(transport), null), null, options.LoginGraceTime, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancels a decision that is pending when the time is over.</summary>
    public CancellationToken Over => _over.Token;

    public void Dispose()
    {
        _disposed = true;
        _timer.Dispose();
        _over.Dispose();
    }

    private void End(TransportLayer transport)
    {
        // The timer may have fired just before it was disposed.
        if (!_disposed)
        {
            transport.Abort(new SshProtocolException(DisconnectReason.ByApplication, "login took too long"));
            _over.Cancel();
        }
    }
}
