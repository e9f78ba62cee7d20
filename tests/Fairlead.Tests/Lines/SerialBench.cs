using Fairlead.Lines;
using Fairlead.Ports;
using Fairlead.Tests.Loop;
using Fairlead.Tty;

namespace Fairlead.Tests.Lines;

/// <summary>A loop, a driver and lines on it.</summary>
sealed class SerialBench : IDisposable
{
    private readonly DirectoryInfo _locks = Directory.CreateTempSubdirectory("fairlead-locks");

    public SerialBench(TimeProvider? time = null)
    {
        Time = time ?? TimeProvider.System;
        Fake = new FakeTty(Time, _locks.FullName);
        Real = new LinuxTtyDriver(new DeviceLock(_locks.FullName));
        Poll = new ModemPoll(Loop.Loop, Time);
    }

    public LoopThread Loop { get; } = new();

    public TimeProvider Time { get; }

    public FakeTty Fake { get; }

    public LinuxTtyDriver Real { get; }

    public ModemPoll Poll { get; }

    public string LockDirectory => _locks.FullName;

    /// <summary>A line and its owner, not yet started.</summary>
    public (SerialLine Line, RecordingOwner Owner) Line(
        string device, LineSettings? settings = null, bool real = false, bool? forceBreak = null)
    {
        var line = new SerialLine(
            Loop.Loop,
            new SerialLineSettings(device, settings ?? new LineSettings()) { ForceBreak = forceBreak },
            real ? Real : Fake,
            Poll,
            Time);
        return (line, new RecordingOwner(line));
    }

    /// <summary>A started line that is up.</summary>
    public async Task<(SerialLine Line, RecordingOwner Owner)> UpAsync(
        string device, LineSettings? settings = null, bool real = false, bool? forceBreak = null)
    {
        (SerialLine line, RecordingOwner owner) = Line(device, settings, real, forceBreak);
        Loop.On(() => line.Start(owner));
        await Loop.UntilAsync(() => line.State == LineState.Up);
        return (line, owner);
    }

    public void Dispose()
    {
        Poll.Dispose();
        Loop.Dispose();
        _locks.Delete(recursive: true);
    }
}
