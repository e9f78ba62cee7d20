using System.Globalization;
using System.Text;

namespace Fairlead.Ports;

/// <summary>The answers to the escapes <c>w</c>, <c>i</c> and <c>l?</c>, lines ended by CR LF.</summary>
public static class PortReport
{
    public static string Who(Session asking)
    {
        var text = new StringBuilder();
        foreach (Session session in asking.Port.Sessions)
        {
            SessionInfo info = session.Info;
            string mode = info.IsWaiting ? info.ModeText + ", waiting" : info.ModeText;
            string times = $"since {PlainText.Of(info.Since)}, idle {PlainText.Of(info.Idle)}";
            Add(text, $"{(session == asking ? '*' : ' ')}{info.Id,4} {info.Actor}, {info.Actor.Door}, {mode}, {times}");
        }

        return text.ToString();
    }

    public static string Information(ConsolePort port)
    {
        PortSettings settings = port.Settings;
        PortLog log = port.Log;
        var text = new StringBuilder();
        Add(text, $" port      {port.Number.Value} {port.Name}{Tags(settings)}");
        Add(text, $" line      {port.LineText}");
        Add(text, $" modem     {port.Line.ModemLines?.ToString().ToUpperInvariant() ?? "none"}");
        if (port.Line.Counters is { } counted)
        {
            string wrong = string.Create(
                CultureInfo.InvariantCulture, $"framing {counted.Framing}, parity {counted.Parity}");
            string lost = string.Create(
                CultureInfo.InvariantCulture, $"overrun {counted.Overrun}, buffer overrun {counted.BufferOverrun}");
            Add(text, $" errors    {wrong}, {lost}, breaks {counted.Breaks}");
        }

        Add(text, $" in        {port.TotalIn} bytes, last {Last(port.LastIn)}");
        Add(text, $" out       {port.TotalOut} bytes, last {Last(port.LastOut)}");
        string held = port.Line.CanHold ? PlainText.Of(port.HeldTime) : "never";
        Add(text, $" held      {held}{(port.IsHeld ? ", now too" : "")}");
        Add(text, $" log       positions {log.Tail} to {log.Head}, ring of {log.Capacity} bytes");
        Add(text, $" writers   {(settings.Writers == WriterPolicy.Single ? "single" : "shared")}");
        Add(text, $" sessions  {port.Sessions.Count} of {settings.MaxSessions}");
        Add(text, $" break     {Break(port)}");
        return text.ToString();
    }

    public static string BreakSequences(ConsolePort port)
    {
        var text = new StringBuilder();
        Add(text, $" 0 BREAK of {port.Settings.BreakLength.TotalMilliseconds} ms");
        for (int i = 0; i < Math.Min(9, port.Settings.BreakSequences.Count); i++)
        {
            NamedBreak named = port.Settings.BreakSequences[i];
            Add(text, $" {i + 1} {named.Name}{(named.Confirm ? ", asks first" : "")}");
        }

        return text.ToString();
    }

    private static string Tags(PortSettings settings) =>
        settings.Tags.Count == 0 ? "" : $" ({string.Join(", ", settings.Tags)})";

    private static string Last(DateTimeOffset? time) => time is { } at ? PlainText.Of(at) : "never";

    private static string Break(ConsolePort port) => !port.Settings.BreakAllowed ? "not allowed"
        : !port.Line.CanBreak ? "the line cannot"
        : $"{port.Settings.BreakLength.TotalMilliseconds} ms";

    private static void Add(StringBuilder text, FormattableString line) =>
        text.Append(PlainText.Of(line.ToString(CultureInfo.InvariantCulture))).Append("\r\n");
}
