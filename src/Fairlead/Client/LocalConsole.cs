using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using Fairlead.Doors.Local;
using Fairlead.Shell;
using Fairlead.Tty;

namespace Fairlead.Client;

/// <summary>
/// The operator's command line in a process of its own: carries words and input to the daemon's local socket, and
/// output, errors and the exit code back.
/// </summary>
sealed class LocalConsole : IDisposable
{
    private const int Terminal = 0;
    private const int StandardOutput = 1;

    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Lock _sending = new();
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly Stream _errors = Console.OpenStandardError();
    private readonly bool _isTerminal = TerminalMode.IsTerminal(Terminal) && TerminalMode.IsTerminal(StandardOutput);
    private TerminalMode? _raw;

    /// <summary>Runs one command (or a conversation, where there are no words) and returns its exit code.</summary>
    public static int Run(string socketPath, IReadOnlyList<string> words)
    {
        using var console = new LocalConsole();
        try
        {
            console._socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            Console.Error.WriteLine(
                $"{Product.Command}: no daemon answers at {socketPath} ({e.Message}); is it running? "
                + "--state DIR names its state directory");
            return ExitCode.Unreachable;
        }

        return console.Serve(words);
    }

    public void Dispose()
    {
        _raw?.Dispose();
        _socket.Dispose();
        _output.Dispose();
        _errors.Dispose();
    }

    private int Serve(IReadOnlyList<string> words)
    {
        SendTerminal();
        Send(LocalFrame.Words, Encoding.UTF8.GetBytes(string.Concat(words.Select(w => w + "\0"))));
        using PosixSignalRegistration resized = PosixSignalRegistration.Create(
            PosixSignal.SIGWINCH, _ => SendTerminal());
        new Thread(PumpInput) { IsBackground = true, Name = "input" }.Start();

        byte[] buffer = new byte[LocalFrame.HeaderLength + LocalFrame.LongestPayload];
        int have = 0;
        while (true)
        {
            int used = 0;
            while (LocalFrame.TryRead(buffer.AsSpan(used, have - used), out byte type, out ReadOnlySpan<byte> payload))
            {
                if (type == LocalFrame.Exit)
                {
                    return BinaryPrimitives.ReadInt32BigEndian(payload);
                }

                Handle(type, payload);
                used += LocalFrame.HeaderLength + payload.Length;
            }

            buffer.AsSpan(used, have - used).CopyTo(buffer);
            have -= used;
            int got = _socket.Receive(buffer.AsSpan(have));
            if (got == 0)
            {
                _raw?.Dispose();
                _raw = null;
                Console.Error.WriteLine($"{Product.Command}: the daemon closed the connection");
                return ExitCode.Unreachable;
            }

            have += got;
        }
    }

    private void Handle(byte type, ReadOnlySpan<byte> payload)
    {
        switch (type)
        {
            case LocalFrame.Output:
                _output.Write(payload);
                _output.Flush();
                break;
            case LocalFrame.Errors:
                _errors.Write(payload);
                break;
            case LocalFrame.Raw:
                _raw?.Dispose();
                _raw = payload is [1] && _isTerminal ? TerminalMode.SetRaw(Terminal) : null;
                break;
        }
    }

    private void PumpInput()
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            // Not the console's stream: that one edits lines and echoes by itself.
            int got;
            while ((got = Libc.Read(Terminal, buffer)) > 0)
            {
                Send(LocalFrame.Input, buffer.AsSpan(0, got));
            }

            Send(LocalFrame.InputEnd, []);
        }
        catch (SocketException)
        {
            // The daemon is gone; the receiving side says so.
            return;
        }
    }

    private void SendTerminal()
    {
        Span<byte> frame = stackalloc byte[5];
        if (_isTerminal)
        {
            (ushort columns, ushort rows) = TerminalMode.SizeOf(Terminal);
            frame[0] = 1;
            BinaryPrimitives.WriteUInt16BigEndian(frame[1..], columns);
            BinaryPrimitives.WriteUInt16BigEndian(frame[3..], rows);
        }

        Send(LocalFrame.Terminal, frame);
    }

    private void Send(byte type, ReadOnlySpan<byte> payload)
    {
        byte[] frame = new byte[LocalFrame.HeaderLength + payload.Length];
        LocalFrame.WriteHeader(frame, type, payload.Length);
        payload.CopyTo(frame.AsSpan(LocalFrame.HeaderLength));
        lock (_sending)
        {
            for (int sent = 0; sent < frame.Length;)
            {
                sent += _socket.Send(frame.AsSpan(sent));
            }
        }
    }
}
