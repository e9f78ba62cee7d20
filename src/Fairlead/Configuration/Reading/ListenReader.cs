using System.Net;
using Fairlead.Access;
using Fairlead.Configuration.Toml;
using Fairlead.Ports;

namespace Fairlead.Configuration.Reading;

/// <summary>Reads [ssh] and [web].</summary>
static class ListenReader
{
    private const int HighestTcpPort = 65535;
    private const int HighestBase = HighestTcpPort - PortNumber.Highest;

    public static SshSettings ReadSsh(TableReader table)
    {
        SshSettings defaults = new();
        return new SshSettings
        {
            Listen = ReadAddresses(table),
            CliPort = table.Integer("cli_port", defaults.CliPort, 0, HighestTcpPort),
            PortBase = table.Integer("port_base", defaults.PortBase, 0, HighestBase),
            WatchBase = table.Integer("watch_base", defaults.WatchBase, 0, HighestBase),
            Banner = table.Text("banner", Names.IsText),
            LoginGrace = table.Time(
                "login_grace", defaults.LoginGrace, TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(10)),
            MaxAuthTries = table.Integer("max_auth_tries", defaults.MaxAuthTries, 1, 20),
            MaxSessions = table.Integer("max_sessions", defaults.MaxSessions, 1, 4096),
        };
    }

    public static WebSettings ReadWeb(TableReader table)
    {
        List<IPEndPoint> listen = [];
        foreach (TomlString text in table.Texts("listen") ?? [])
        {
            if (!IPEndPoint.TryParse(text.Value, out IPEndPoint? endPoint) || endPoint.Port == 0)
            {
                table.Wrong("listen", text, $"\"{text.Value}\" is not an address with a TCP port");
            }
            else
            {
                listen.Add(endPoint);
            }
        }

        return new WebSettings { Listen = [.. listen] };
    }

    private static ValueList<IPAddress> ReadAddresses(TableReader table)
    {
        List<IPAddress> listen = [];
        List<TomlString>? texts = table.Texts("listen");
        if (texts is { Count: 0 })
        {
            table.Problems.Error(
                table.PlaceOf("listen"), "\"listen\" is empty; expected addresses, or no \"listen\" for all");
        }

        foreach (TomlString text in texts ?? [])
        {
            if (IPAddress.TryParse(text.Value, out IPAddress? address)
                && (text.Value.Contains(':', StringComparison.Ordinal) || text.Value.Count(c => c == '.') == 3)
                && !text.Value.StartsWith('['))
            {
                listen.Add(address);
            }
            else
            {
                table.Wrong("listen", text, $"\"{text.Value}\" is not an address");
            }
        }

        return [.. listen];
    }
}
