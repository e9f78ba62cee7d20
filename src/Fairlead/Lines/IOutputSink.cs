namespace Fairlead.Lines;

/// <summary>Where a line's output goes: the descriptor of a tty, a pty or a socket. Called on the loop.</summary>
interface IOutputSink
{
    /// <summary>Takes what it can without waiting and returns how many bytes; 0 when nothing,
    /// also when it is gone.</summary>
    int Write(ReadOnlySpan<byte> data);

    /// <summary>Whether <see cref="LineOutput.Writable"/> is to be called when there is room.</summary>
    void WantWritable(bool wanted);
}
