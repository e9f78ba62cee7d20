using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Fairlead.Access;
using Fairlead.Daemon;
using Fairlead.Doors.Sockets;
using Fairlead.Shell;

namespace Fairlead.Doors.Local;

/// <summary>One connection of the local socket: one command or one conversation.</summary>
sealed class LocalClient
{
    private readonly Device _device;
    private readonly Subject _subject;
    private readonly SocketPipe _pipe;
    private readonly EventLoop _loop;
    private readonly SocketWriter _output;
    private readonly Action _flush;
    private readonly LocalSeat _seat;
    private bool _flushDue;
    private bool _started;

    public LocalClient(Device device, Subject subject, SocketPipe pipe, EventLoop loop)
    {
        _device = device;
        _subject = subject;
        _pipe = pipe;
        _loop = loop;
        _output = pipe.Writer;
        _flush = Flush;
        _seat = new LocalSeat(pipe.Output, FlushLater);
    }

    public async Task ServeAsync(CancellationToken stop)
    {
        using CancellationTokenRegistration stopping = stop.UnsafeRegister(
            static client => ((LocalClient)client!).Stop(), this);
        Task reading = ReadAsync();
        await Task.WhenAny(reading, _seat.Finished.Task);
        _seat.HangUp();
        await _pipe.Output.FlushAsync(CancellationToken.None);
        _pipe.Input.CancelPendingRead();
        await reading;
    }

    private void Flush()
    {
        _flushDue = false;
        ValueTask<FlushResult> flush = _pipe.Output.FlushAsync(CancellationToken.None);
        if (!flush.IsCompletedSuccessfully)
        {
            _seat.Blocked = true;
            _device.Watch(UnblockAsync(flush));
        }
    }

    private async Task UnblockAsync(ValueTask<FlushResult> flush)
    {
        await flush;
        _seat.Blocked = false;
        _seat.OutputReady();
    }

    private void FlushLater()
    {
        if (!_flushDue && !_seat.Blocked)
        {
            _flushDue = true;
            _output.FlushLater(_flush);
        }
    }

    private void Stop() => _loop.Post(
        static client => ((LocalClient)client!)._pipe.Input.CancelPendingRead(), this);

    private async Task ReadAsync()
    {
        while (true)
        {
            ReadResult read = await _pipe.Input.ReadAsync(CancellationToken.None);
            ReadOnlySequence<byte> data = read.Buffer;
            while (Next(ref data, out Task taken))
            {
                await taken;
            }

            _pipe.Input.AdvanceTo(data.Start, data.End);
            if (read.IsCompleted || read.IsCanceled)
            {
                return;
            }
        }
    }

    private bool Next(ref ReadOnlySequence<byte> data, out Task taken)
    {
        taken = Task.CompletedTask;
        try
        {
            if (!LocalFrame.TryRead(data.FirstSpan, out byte type, out ReadOnlySpan<byte> payload))
            {
                return false;
            }

            data = data.Slice(LocalFrame.HeaderLength + payload.Length);
            taken = Handle(type, payload);
            return true;
        }
        catch (InvalidDataException)
        {
            _pipe.Input.CancelPendingRead();
            return false;
        }
    }

    private Task Handle(byte type, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case LocalFrame.Terminal:
                _seat.SetTerminal(payload);
                break;
            case LocalFrame.Words when !_started:
                _started = true;
                string[] words = Encoding.UTF8.GetString(payload).Split('\0')[..^1];
                var context = new CommandContext(_device, _subject, _seat) { From = "local" };
                _device.Watch(words.Length == 0
                    ? _device.Interpreter.ConverseAsync(context)
                    : _device.Interpreter.RunAsync(context, words));
                break;
            case LocalFrame.Input:
                return _seat.TakeInputAsync(payload);
            case LocalFrame.InputEnd:
                _seat.InputEnded();
                break;
        }

        return Task.CompletedTask;
    }
}
