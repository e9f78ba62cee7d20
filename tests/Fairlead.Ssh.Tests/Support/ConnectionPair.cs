using System.IO.Pipelines;

namespace Fairlead.Ssh.Tests.Support;

/// <summary>Two pipes that are a connection: what one end writes the other reads.</summary>
sealed class ConnectionPair
{
    // Small, so that an end that does not read is soon felt by the other.
    private static readonly PipeOptions s_options = new(
        pauseWriterThreshold: 32 * 1024, resumeWriterThreshold: 16 * 1024);

    private readonly Pipe _toServer = new(new PipeOptions(pauseWriterThreshold: 0));
    private readonly Pipe _toClient = new(s_options);

    public IDuplexPipe Server => new End(_toServer.Reader, _toClient.Writer);

    public IDuplexPipe Client => new End(_toClient.Reader, _toServer.Writer);

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
