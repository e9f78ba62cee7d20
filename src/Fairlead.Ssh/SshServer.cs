using System.IO.Pipelines;
using Fairlead.Ssh.Connection;
using Fairlead.Ssh.Transport;
using Fairlead.Ssh.UserAuth;

namespace Fairlead.Ssh;

/// <summary>One SSH connection from identification to disconnect.</summary>
public static class SshServer
{
    /// <summary>
    /// Serves a connection until either side ends it, and completes the pipe. Does not throw for what the peer does;
    /// an exception is a fault of the handler or of ours, and the connection is closed then, too.
    /// </summary>
    /// <param name="pipe">
    /// The client's bytes. What the reader hands out is decrypted where it is, so nobody else may look at that memory.
    /// If the writer implements <see cref="IDeferredFlush"/>, that is when it is flushed.
    /// </param>
    /// <param name="stop">Ends the connection with SSH_DISCONNECT_BY_APPLICATION.</param>
    /// <exception cref="InvalidOperationException">
    /// There is no synchronization context: everything runs in the caller's, one thing at a time.
    /// </exception>
    public static async Task<SshEnd> ServeAsync(
        IDuplexPipe pipe, SshServerOptions options, ISshConnectionHandler handler, CancellationToken stop)
    {
        SynchronizationContext context = SynchronizationContext.Current
            ?? throw new InvalidOperationException("no synchronization context to run in");
        using var transport = new TransportLayer(pipe, options, context);
        var connection = new ConnectionLayer(transport, options, handler);
        using CancellationTokenRegistration stopping = stop.UnsafeRegister(
            _ => context.Post(_ => transport.Abort(Stopped()), null), null);
        bool authenticated = false;
        SshProtocolException why = new(DisconnectReason.ByApplication, "internal error");
        try
        {
            using (var grace = new LoginGrace(transport, options, context, stop))
            {
                await transport.ExchangeIdentificationAsync();
                await transport.ExchangeKeysAsync();
                await new UserAuthLayer(transport, options, handler, grace).AuthenticateAsync();
            }

            authenticated = true;
            await connection.RunAsync();
        }
        catch (SshProtocolException e)
        {
            why = e;
        }
        finally
        {
            connection.LoseChannels();
            await transport.EndAsync(why);
        }

        return new SshEnd(why.Reason, why.Message, authenticated, why.FromPeer);
    }

    private static SshProtocolException Stopped() => new(DisconnectReason.ByApplication, "the server stops");
}
