using System.Net.Sockets;
using Fairlead.Lines;
using Fairlead.Ports;
using Fairlead.Tests.Lines;
using Fairlead.Tests.Loop;

namespace Fairlead.Tests.Tcp;

public sealed class TcpLineTests : IDisposable
{
    private static readonly byte[] s_offers = [255, 253, 3, 255, 251, 3, 255, 253, 0, 255, 251, 0];

    private readonly FarEnd _farEnd = new();
    private readonly LoopThread _loop = new();
    private readonly int _tcpPort;
    private TcpLine? _line;
    private RecordingOwner? _owner;

    public TcpLineTests() => _tcpPort = _farEnd.TcpPort;

    public void Dispose()
    {
        if (_line is not null)
        {
            _loop.On(_line.CloseAsync).Wait(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        }

        _loop.Dispose();
        _farEnd.Dispose();
        Assert.Empty(_loop.Failures);
    }

    [Fact]
    public async Task All_byte_values_pass_a_raw_line_both_ways()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        Start(TcpLineProtocol.Raw);
        using Socket far = await _farEnd.AcceptAsync();
        await UntilAsync(LineState.Up);
        _loop.On(() => Assert.Equal(256, _line!.Write(all)));
        Assert.Equal(all, await FarEnd.ReceiveAsync(far, 256));
        await far.SendAsync(all, TestContext.Current.CancellationToken);
        await _loop.UntilAsync(() => _owner!.Received.Count == 256);
        Assert.Equal(all, _loop.On(() => _owner!.Received.ToArray()));
        Assert.True(_line!.CanHold);
        Assert.False(_line.CanBreak);
        _loop.On(() => Assert.False(_line.Break(TimeSpan.Zero)));
    }

    [Fact]
    public async Task Telnet_is_spoken_and_only_data_reaches_the_log()
    {
        Start(TcpLineProtocol.Telnet);
        using Socket far = await _farEnd.AcceptAsync();
        Assert.Equal(s_offers, await FarEnd.ReceiveAsync(far, s_offers.Length));
        await far.SendAsync(
            new byte[] { 255, 251, 1, 65, 255, 255, 13, 0, 255, 253, 24, 66 }, TestContext.Current.CancellationToken);
        Assert.Equal([255, 253, 1, 255, 252, 24], await FarEnd.ReceiveAsync(far, 6));
        await _loop.UntilAsync(() => _owner!.Received.Count == 4);
        Assert.Equal([65, 255, 13, 66], _loop.On(() => _owner!.Received.ToArray()));

        _loop.On(() => Assert.Equal(3, _line!.Write([13, 255, 67])));
        Assert.Equal([13, 0, 255, 255, 67], await FarEnd.ReceiveAsync(far, 5));
        await far.SendAsync(new byte[] { 255, 253, 0, 255, 243 }, TestContext.Current.CancellationToken);
        await _loop.UntilAsync(() => _owner!.Breaks == 1);
        _loop.On(() => _line!.Write([13]));
        Assert.Equal([13], await FarEnd.ReceiveAsync(far, 1));
    }

    [Fact]
    public async Task A_break_goes_between_what_was_written_before_and_after()
    {
        Start(TcpLineProtocol.Telnet);
        using Socket far = await _farEnd.AcceptAsync();
        await FarEnd.ReceiveAsync(far, s_offers.Length);
        _loop.On(() =>
        {
            _line!.Write("a"u8);
            Assert.True(_line.Break(TimeSpan.FromMilliseconds(500)));
            _line.Write("b"u8);
        });
        Assert.Equal([97, 255, 243, 98], await FarEnd.ReceiveAsync(far, 4));
    }

    [Fact]
    public async Task A_far_end_that_does_not_read_fills_the_queue_and_no_more_and_gets_everything_in_order()
    {
        Start(TcpLineProtocol.Telnet);
        using Socket far = await _farEnd.AcceptAsync();
        await FarEnd.ReceiveAsync(far, s_offers.Length);
        await UntilAsync(LineState.Up);
        List<byte> expected = Fill();
        _loop.On(() => Assert.True(_line!.Break(TimeSpan.Zero)));
        byte[] wire = [.. Encoded(expected), 255, 243];
        Assert.Equal(wire, await FarEnd.ReceiveAsync(far, wire.Length));
        await _loop.UntilAsync(() => _owner!.RoomGrew == 1);
    }

    [Fact]
    public async Task What_was_encoded_is_sent_to_its_end_when_the_queue_behind_it_is_dropped()
    {
        Start(TcpLineProtocol.Telnet);
        using Socket far = await _farEnd.AcceptAsync();
        await FarEnd.ReceiveAsync(far, s_offers.Length);
        await UntilAsync(LineState.Up);
        List<byte> taken = Fill();
        _loop.On(_line!.DiscardOutput);
        byte[] wire = Encoded(taken[..^OutputQueue.Capacity]);
        Assert.Equal(wire, await FarEnd.ReceiveAsync(far, wire.Length));
    }

    [Fact]
    public async Task A_peer_that_hangs_up_is_connected_again()
    {
        var time = new SteppedTime();
        Start(TcpLineProtocol.Raw, time);
        using (Socket far = await _farEnd.AcceptAsync())
        {
            await far.SendAsync("last words"u8.ToArray(), TestContext.Current.CancellationToken);
        }

        await UntilAsync(LineState.Down);
        Assert.Equal("hung up", _line!.Problem);
        Assert.Equal("last words"u8.ToArray(), _loop.On(() => _owner!.Received.ToArray()));
        _loop.On(() => Assert.Equal(0, _line.Write("x"u8)));
        time.Advance(TimeSpan.FromSeconds(1));
        using Socket again = await _farEnd.AcceptAsync();
        await UntilAsync(LineState.Up);
        Assert.Null(_line.Problem);
    }

    [Fact]
    public async Task A_peer_that_is_not_there_is_why_the_line_is_down()
    {
        _farEnd.Dispose();
        Start(TcpLineProtocol.Raw);
        await UntilAsync(LineState.Down);
        Assert.Equal($"127.0.0.1:{_tcpPort}: Connection refused", _line!.Problem);
    }

    [Fact]
    public async Task A_peer_that_negotiates_without_end_is_shown_and_data_still_passes()
    {
        Start(TcpLineProtocol.Telnet);
        using Socket far = await _farEnd.AcceptAsync();
        for (int i = 0; i < 100; i++)
        {
            await far.SendAsync(new byte[] { 255, 251, 1, 255, 252, 1 }, TestContext.Current.CancellationToken);
        }

        await far.SendAsync("x"u8.ToArray(), TestContext.Current.CancellationToken);
        await _loop.UntilAsync(() => _owner!.Received.Count == 1);
        Assert.Equal("the far end negotiates telnet option 1 without end; it is ignored", _line!.Problem);
        Assert.Equal(LineState.Up, _line.State);
    }

    [Fact]
    public async Task A_held_line_is_not_read()
    {
        Start(TcpLineProtocol.Raw);
        using Socket far = await _farEnd.AcceptAsync();
        await UntilAsync(LineState.Up);
        _loop.On(() => _line!.Hold(true));
        await far.SendAsync("abc"u8.ToArray(), TestContext.Current.CancellationToken);
        far.Shutdown(SocketShutdown.Send);
        _loop.On(() => Assert.Empty(_owner!.Received));
        _loop.On(() => _line!.Hold(false));
        await UntilAsync(LineState.Down);
        Assert.Equal("abc"u8.ToArray(), _loop.On(() => _owner!.Received.ToArray()));
    }

    private void Start(TcpLineProtocol protocol, TimeProvider? time = null)
    {
        var settings = new TcpLineSettings
        {
            Host = "127.0.0.1",
            TcpPort = _tcpPort,
            Protocol = protocol,
        };
        _line = new TcpLine(_loop.Loop, time ?? TimeProvider.System, settings);
        _owner = new RecordingOwner(_line);
        _loop.On(() => _line.Start(_owner));
    }

    // Writes until neither the socket nor the queue takes more; returns what was taken.
    private List<byte> Fill()
    {
        byte[] chunk = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
        List<byte> expected = [];
        bool full = false;
        for (int i = 0; i < 200_000 && !full; i++)
        {
            int taken = _loop.On(() => _line!.Write(chunk));
            expected.AddRange(chunk.AsSpan(0, taken));
            full = taken < chunk.Length;
        }

        Assert.True(full);
        Assert.Equal(0, _loop.On(() => _line!.WriteRoom));
        return expected;
    }

    private static byte[] Encoded(IEnumerable<byte> data) =>
        [.. data.SelectMany<byte, byte>(value => value switch { 255 => [255, 255], 13 => [13, 0], _ => [value] })];

    private Task UntilAsync(LineState state) => _loop.UntilAsync(() => _line!.State == state);
}
