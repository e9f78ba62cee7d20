using System.Globalization;
using System.Text.Json;
using Fairlead.Ports;

namespace Fairlead.Shell;

/// <summary>What the command line tells of a port, as JSON and in words.</summary>
static class PortSummary
{
    /// <summary>"up", "opening", "down: no such device", "disabled".</summary>
    public static string State(ConsolePort port)
    {
        string state = StateWord(port);
        return port.Line.Problem is { } problem && state != "disabled" ? $"{state}: {problem}" : state;
    }

    /// <summary>The sessions, the writer marked: "alice*, bob".</summary>
    public static string Who(ConsolePort port) =>
        string.Join(", ", port.Who().Select(s => s.Actor.User + (s.Mode == SessionMode.ReadWrite ? "*" : "")));

    public static void Write(Utf8JsonWriter json, ConsolePort port)
    {
        json.WriteStartObject();
        json.WriteNumber("number", port.Number.Value);
        json.WriteString("name", port.Name);
        json.WriteStartArray("tags");
        foreach (string tag in port.Settings.Tags)
        {
            json.WriteStringValue(tag);
        }

        json.WriteEndArray();
        json.WriteString("state", StateWord(port));
        json.WriteString("problem", port.Line.Problem);
        json.WriteString("line", port.Line.Description);
        json.WriteBoolean("can_break", port.Settings.BreakAllowed && port.Line.CanBreak);
        json.WriteString("modem_lines", port.Line.ModemLines?.ToString());
        Write(json, port.Line.Counters);
        json.WriteNumber("bytes_in", port.TotalIn);
        json.WriteNumber("bytes_out", port.TotalOut);
        json.WriteString("last_in", Time(port.LastIn));
        json.WriteString("last_out", Time(port.LastOut));
        json.WriteNumber("held_seconds", Math.Round(port.HeldTime.TotalSeconds, 3));
        json.WriteStartObject("log");
        json.WriteNumber("head", port.Log.Head);
        json.WriteNumber("tail", port.Log.Tail);
        json.WriteNumber("capacity", port.Log.Capacity);
        json.WriteEndObject();
        json.WriteStartArray("sessions");
        foreach (SessionInfo session in port.Who())
        {
            Write(json, port, session);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    public static void Write(Utf8JsonWriter json, ConsolePort port, SessionInfo session)
    {
        json.WriteStartObject();
        json.WriteNumber("id", session.Id);
        json.WriteNumber("port", port.Number.Value);
        json.WriteString("user", session.Actor.User);
        json.WriteString("from", session.Actor.From);
        json.WriteString("door", session.Actor.Door);
        json.WriteString("mode", session.ModeText);
        json.WriteString("since", Time(session.Since));
        json.WriteNumber("idle_seconds", (long)session.Idle.TotalSeconds);
        json.WriteNumber("bytes_in", session.BytesIn);
        json.WriteNumber("bytes_out", session.BytesOut);
        json.WriteNumber("behind", session.Behind);
        json.WriteNumber("lost", session.BytesLost);
        json.WriteEndObject();
    }

    private static string StateWord(ConsolePort port) => !port.Settings.Enabled ? "disabled" : port.Line.State switch
    {
        LineState.Opening => "opening",
        LineState.Up => "up",
        LineState.Down => "down",
        _ => "disabled",
    };

    private static void Write(Utf8JsonWriter json, LineCounters? counters)
    {
        if (counters is not { } counted)
        {
            json.WriteNull("counters");
            return;
        }

        json.WriteStartObject("counters");
        json.WriteNumber("framing", counted.Framing);
        json.WriteNumber("parity", counted.Parity);
        json.WriteNumber("overrun", counted.Overrun);
        json.WriteNumber("buffer_overrun", counted.BufferOverrun);
        json.WriteNumber("breaks", counted.Breaks);
        json.WriteEndObject();
    }

    private static string? Time(DateTimeOffset? time) =>
        time?.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
