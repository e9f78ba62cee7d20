namespace Fairlead.Lines;

/// <summary>The way from a line's output, which lives as long as the line, to the stream that is open now.</summary>
sealed class SerialSink : IOutputSink
{
    public LineStream? Stream { get; set; }

    /// <inheritdoc/>
    public int Write(ReadOnlySpan<byte> data) => Stream?.Write(data) ?? 0;

    /// <inheritdoc/>
    public void WantWritable(bool wanted) => Stream?.WantWritable(wanted);
}
