using System.IO.Pipelines;

namespace Fairlead.Ssh;

/// <summary>One SSH connection from identification to disconnect.</summary>
public static class SshServer
{
    /// <summary>Serves a connection until either side ends it. Does not throw for what the peer does.</summary>
    public static Task ServeAsync(
        IDuplexPipe pipe, SshServerOptions options, ISshConnectionHandler handler, CancellationToken stop) =>
        throw new InvalidOperationException("seam");
}
