using System.Text;
using Fairlead.Logs;
using Fairlead.Ports;
using Fairlead.Tests.SystemServices;

namespace Fairlead.Tests.Logs;

/// <summary>A state directory and a ring directory, and what a daemon does with them.</summary>
sealed class LogFolders : IDisposable
{
    public static readonly PortNumber Port = new(7);
    public const int RingBytes = 16 * 1024;

    private readonly TemporaryDirectory _directory = new();

    public string State => _directory["state"];

    public string Rings => _directory["rings"];

    public string PortFolder => Path.Join(State, "ports", "07");

    public string RingPath => Path.Join(Rings, "port-07.ring");

    public PortLogStore Store(string? rings = null) => new(State, rings ?? Rings, TimeProvider.System);

    public PortLogAnswer.Opened Open(int ringBytes = RingBytes, string? rings = null) =>
        Assert.IsType<PortLogAnswer.Opened>(Store(rings).Open(Port, ringBytes));

    public string Failure(int ringBytes = RingBytes, string? rings = null) =>
        Assert.IsType<PortLogAnswer.Failed>(Store(rings).Open(Port, ringBytes)).Why;

    /// <summary>What a log still holds.</summary>
    public static string Text(PortLogView log)
    {
        byte[] bytes = new byte[log.Head - log.Tail];
        LogReader reader = log.OpenReader(log.Tail);
        int count = reader.Read(bytes, out long lost);
        Assert.Equal((bytes.Length, 0L), (count, lost));
        return Encoding.Latin1.GetString(bytes);
    }

    public void Dispose() => _directory.Dispose();
}
