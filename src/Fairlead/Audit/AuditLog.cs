using System.Buffers;
using System.Text.Json;
using System.Threading.Channels;
using Fairlead.Access;
using Fairlead.Ports;

namespace Fairlead.Audit;

/// <summary>
/// The audit log: one JSON object a line in <c>audit.jsonl</c> of the state directory, appended off the loop; at
/// 8 MiB it becomes <c>audit.jsonl.1</c>. A full disk loses no session: what could not be written is counted and said
/// in the next line that can.
/// </summary>
sealed class AuditLog : IAsyncDisposable
{
    private const long RotateAt = 8 * 1024 * 1024;
    private const int MostWaiting = 10_000;

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly Action<string> _complain;
    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Task _writer;
    private long _dropped;
    private bool _complained;

    public AuditLog(string path, TimeProvider time, Action<string> complain)
    {
        _path = path;
        _time = time;
        _complain = complain;
        _writer = Task.Run(WriteAsync);
    }

    public void Write(AuditEvent entry)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("time", _time.GetUtcNow());
            Describe(json, entry);
            json.WriteEndObject();
        }

        buffer.Write("\n"u8);
        if (!_lines.Writer.TryWrite(buffer.WrittenSpan.ToArray()))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Writes the gate's answer if it is a refusal; what was done is told by its port.</summary>
    public void Decided(Subject subject, Act act, PortNumber? port, Decision decision)
    {
        if (decision is Decision.Denied denied)
        {
            Write(new AuditEvent.Refused(subject, act, port, denied.Reason));
        }
    }

    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writer;
    }

    private static void Describe(Utf8JsonWriter json, AuditEvent entry)
    {
        switch (entry)
        {
            case AuditEvent.Login login:
                json.WriteString("event", "login");
                Describe(json, login.Subject);
                json.WriteString("source", login.From);
                if (login.Fingerprint is not null)
                {
                    json.WriteString("key", login.Fingerprint);
                }

                break;
            case AuditEvent.LoginRefused refused:
                json.WriteString("event", "login-refused");
                json.WriteString("user", refused.User);
                json.WriteString("method", refused.Method);
                json.WriteString("source", refused.From);
                json.WriteString("door", refused.Door.ToString());
                break;
            case AuditEvent.Refused refused:
                json.WriteString("event", "refused");
                Describe(json, refused.Subject);
                Describe(json, refused.Act, refused.Port);
                json.WriteString("reason", refused.Reason);
                break;
            case AuditEvent.OnPort onPort:
                Describe(json, onPort.Port, onPort.Happened);
                break;
            case AuditEvent.Configuration configuration:
                json.WriteString("event", configuration.Applied ? "configuration" : "configuration-refused");
                json.WriteString("detail", configuration.Detail);
                break;
        }
    }

    private static void Describe(Utf8JsonWriter json, Subject subject)
    {
        json.WriteString("user", subject.User);
        json.WriteString("door", subject.Door.ToString());
        json.WriteString("method", subject.Method);
        json.WriteString("address", subject.From?.ToString());
    }

    private static void Describe(Utf8JsonWriter json, Act act, PortNumber? port)
    {
        json.WriteString("act", act.ToString());
        if (port is { } number)
        {
            json.WriteNumber("port", number.Value);
        }
    }

    private static void Describe(Utf8JsonWriter json, PortNumber port, PortEvent happened)
    {
        json.WriteString("event", EventName(happened));
        json.WriteNumber("port", port.Value);
        SessionInfo? session = happened switch
        {
            PortEvent.SessionStarted started => started.Session,
            PortEvent.SessionEnded ended => ended.Session,
            PortEvent.ModeChanged changed => changed.Session,
            PortEvent.TakenOver taken => taken.By,
            PortEvent.Overtaken overtaken => overtaken.Session,
            _ => null,
        };
        PortActor? actor = session?.Actor ?? happened switch
        {
            PortEvent.BreakSent sent => sent.By,
            PortEvent.TextSent sent => sent.By,
            PortEvent.SessionKicked kicked => kicked.By,
            PortEvent.NoteAdded note => note.By,
            PortEvent.PortDisabled disabled => disabled.By,
            PortEvent.PortEnabled enabled => enabled.By,
            PortEvent.LineReopened reopened => reopened.By,
            _ => null,
        };
        if (actor is not null)
        {
            json.WriteString("user", actor.User);
            json.WriteString("source", actor.From);
            json.WriteString("door", actor.Door);
        }

        if (session is not null)
        {
            json.WriteNumber("session", session.Id);
            json.WriteString("mode", session.ModeText);
            json.WriteNumber("bytes_in", session.BytesIn);
            json.WriteNumber("bytes_out", session.BytesOut);
        }

        json.WriteString("detail", happened.Text);
    }

    private static string EventName(PortEvent happened) => happened switch
    {
        PortEvent.SessionStarted => "session-start",
        PortEvent.SessionEnded => "session-end",
        PortEvent.SessionKicked => "kick",
        PortEvent.ModeChanged => "session-mode",
        PortEvent.TakenOver => "takeover",
        PortEvent.BreakSent => "break",
        PortEvent.BreakReceived => "break-received",
        PortEvent.TextSent => "send",
        PortEvent.LineChanged => "line",
        PortEvent.Overrun => "overrun",
        PortEvent.Overtaken => "overtaken",
        PortEvent.ModemLinesChanged => "modem-lines",
        PortEvent.NoteAdded => "note",
        PortEvent.PortDisabled => "port-disabled",
        PortEvent.PortEnabled => "port-enabled",
        PortEvent.LineReopened => "line-reopened",
        _ => happened.Kind.ToString(),
    };

    private async Task WriteAsync()
    {
        FileStream? file = null;
        await foreach (byte[] line in _lines.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                file ??= Open();
                if (file.Length > RotateAt)
                {
                    await file.DisposeAsync().ConfigureAwait(false);
                    File.Move(_path, _path + ".1", overwrite: true);
                    file = Open();
                }

                long dropped = Interlocked.Exchange(ref _dropped, 0);
                if (dropped > 0)
                {
                    file.Write(
                        System.Text.Encoding.UTF8.GetBytes($"{{\"event\":\"audit-lost\",\"count\":{dropped}}}\n"));
                }

                file.Write(line);
                if (_lines.Reader.Count == 0)
                {
                    file.Flush();
                }

                _complained = false;
            }
            catch (IOException e)
            {
                Interlocked.Increment(ref _dropped);
                if (!_complained)
                {
                    _complained = true;
                    _complain($"audit log {_path}: {e.Message}");
                }
            }
        }

        if (file is not null)
        {
            await file.DisposeAsync().ConfigureAwait(false);
        }
    }

    private FileStream Open() => new(
        _path,
        new FileStreamOptions
        {
            Mode = FileMode.Append,
            Access = FileAccess.Write,
            Share = FileShare.Read,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        });
}
