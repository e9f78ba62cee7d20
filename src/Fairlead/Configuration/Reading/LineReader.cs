using System.Globalization;
using System.Net;
using Fairlead.Configuration.Toml;
using Fairlead.Ports;

namespace Fairlead.Configuration.Reading;

/// <summary>Reads the <c>line</c> of a [[port]].</summary>
static class LineReader
{
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(10);

    // Which keys go with which kind of line; the delays go with all.
    private static readonly (string Kind, string[] Keys)[] s_kinds =
    [
        ("device", ["baud", "format", "flow", "rs485"]), ("exec", ["user", "break_means"]), ("tcp", ["protocol"]),
    ];

    /// <param name="demo">True if programs may run as the daemon's own user.</param>
    public static LineConfiguration? Read(TableReader table, bool demo)
    {
        string[] kinds = [.. s_kinds.Select(known => known.Kind).Where(table.Has)];
        if (kinds.Length != 1)
        {
            table.Problems.Error(
                table.Place,
                kinds.Length == 0
                    ? "the line has no far end; expected one of \"device\", \"exec\" and \"tcp\""
                    : $"the line has \"{kinds[0]}\" and \"{kinds[1]}\"; "
                        + "expected one of \"device\", \"exec\" and \"tcp\"");
            return null;
        }

        RefuseForeign(table, kinds[0]);
        LineConfiguration? line = kinds[0] switch
        {
            "device" => ReadSerial(table),
            "exec" => ReadProgram(table, demo),
            _ => ReadTcp(table),
        };
        TimeSpan charDelay = table.Time("char_delay", TimeSpan.Zero, TimeSpan.Zero, s_longestDelay);
        TimeSpan lineDelay = table.Time("line_delay", TimeSpan.Zero, TimeSpan.Zero, s_longestDelay);
        return line is null ? null : line with { CharDelay = charDelay, LineDelay = lineDelay };
    }

    private static void RefuseForeign(TableReader table, string kind)
    {
        foreach ((string owner, string[] keys) in s_kinds)
        {
            foreach (string key in keys)
            {
                if (owner != kind && table.Has(key))
                {
                    table.Problems.Error(
                        table.PlaceOf(key),
                        $"\"{key}\" does not go with \"{kind}\"; expected it beside \"{owner}\" only");
                }
            }
        }
    }

    private static LineConfiguration.Serial? ReadSerial(TableReader table)
    {
        LineSettings settings = new()
        {
            Baud = table.Integer("baud", 9600, LineSettings.LowestBaud, LineSettings.HighestBaud),
            Flow = table.Choice(
                "flow",
                FlowControl.None,
                ("none", FlowControl.None),
                ("rtscts", FlowControl.RtsCts),
                ("xonxoff", FlowControl.XonXoff)),
            Rs485 = table.Flag("rs485", false),
        };
        string? format = table.Text("format", text => settings.TryWithFormat(text, out _));
        if (format is not null)
        {
            settings.TryWithFormat(format, out settings);
        }

        string? device =
            table.Text("device", text => IsPath(text) && text.StartsWith("/dev/", StringComparison.Ordinal));
        return device is null ? null : new LineConfiguration.Serial(device, settings);
    }

    private static LineConfiguration.Program? ReadProgram(TableReader table, bool demo)
    {
        string? user = table.Text("user", Names.IsSystemUser);
        if (!table.Has("user") && !demo)
        {
            table.Missing("user");
        }

        ProgramBreak breakMeans = table.Choice(
            "break_means",
            ProgramBreak.Interrupt,
            ("interrupt", ProgramBreak.Interrupt),
            ("quit", ProgramBreak.Quit),
            ("hangup", ProgramBreak.HangUp),
            ("nothing", ProgramBreak.Nothing));
        List<TomlString>? command = table.Texts("exec");
        if (command is null)
        {
            return null;
        }

        if (command.Count == 0 || !IsPath(command[0].Value))
        {
            table.Problems.Error(
                table.PlaceOf("exec"), $"\"exec\" names no program; expected {KnownKeys.Line.ExpectedOf("exec")}");
            return null;
        }

        foreach (TomlString argument in command.Where(text => text.Value.Contains('\0', StringComparison.Ordinal)))
        {
            table.Wrong("exec", argument, "the argument holds a NUL");
        }

        return new LineConfiguration.Program([.. command.Select(argument => argument.Value)], user, breakMeans);
    }

    private static LineConfiguration.Tcp? ReadTcp(TableReader table)
    {
        TcpProtocol protocol = table.Choice(
            "protocol",
            TcpProtocol.Raw,
            ("raw", TcpProtocol.Raw),
            ("telnet", TcpProtocol.Telnet),
            ("rfc2217", TcpProtocol.Rfc2217));
        if (table.Text("tcp") is not { } text)
        {
            return null;
        }

        int colon = text.Value.LastIndexOf(':');
        string host = colon < 0 ? "" : text.Value[..colon];
        if (colon < 0
            || !int.TryParse(
                text.Value.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            || port is < 1 or > 65535
            || HostOf(host) is not { } named)
        {
            table.Wrong("tcp", text);
            return null;
        }

        return new LineConfiguration.Tcp(named, port, protocol);
    }

    // A name or IPv4 address as it is, an IPv6 address without its brackets; null if it is none of them.
    private static string? HostOf(string host)
    {
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            string inner = host[1..^1];
            return inner.Contains(':', StringComparison.Ordinal) && IPAddress.TryParse(inner, out _) ? inner : null;
        }

        return host.Length <= 253 && Uri.CheckHostName(host) is UriHostNameType.Dns or UriHostNameType.IPv4
            ? host
            : null;
    }

    private static bool IsPath(string text) => text.Length > 1 && text[0] == '/' && Names.IsOneLine(text);
}
