using Fairlead.Shell;
using Fairlead.Ssh;

namespace Fairlead.Doors;

/// <summary>A seat at the far end of an SSH session channel.</summary>
sealed class SshSeat(SshChannel channel) : Seat
{
    private PtyRequest? _pty;
    private TerminalSize _size;

    public override bool IsTerminal => _pty is not null;

    public override int Columns => _size.Columns is > 0 and < 1000 ? (int)_size.Columns : 80;

    public void SetTerminal(PtyRequest pty)
    {
        _pty = pty;
        _size = pty.Size;
    }

    public void Resize(TerminalSize size) => _size = size;

    protected override Span<byte> OutputRoom(int wanted) => channel.GetSpan(wanted);

    protected override void Sent(int count) => channel.Advance(count);

    protected override int TakeErrors(ReadOnlySpan<byte> bytes) => channel.WriteExtended(bytes);

    protected override void InputTaken(int count) => channel.Consumed(count);

    protected override void Close(int exitCode)
    {
        channel.SendExitStatus((uint)exitCode);
        channel.SendEof();
        channel.Close();
    }
}
