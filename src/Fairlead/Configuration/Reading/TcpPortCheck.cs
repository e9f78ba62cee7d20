using System.Net;
using Fairlead.Access;
using Fairlead.Ports;

namespace Fairlead.Configuration.Reading;

/// <summary>
/// Checks that no two doors want one TCP port. The two families must not touch at all; the command line and the web may
/// use the TCP port of a port that is not configured (2022 is that of port 22).
/// </summary>
static class TcpPortCheck
{
    public static void Run(
        TableReader ssh,
        SshSettings settings,
        TableReader web,
        WebSettings webSettings,
        IReadOnlyList<PortConfiguration> ports)
    {
        CheckFamilies(ssh, settings);
        if (settings.CliPort != 0 && UserOf(settings.CliPort, settings, ports) is { } user)
        {
            string key = ssh.Has("cli_port") || !ssh.Has("port_base") ? "cli_port" : "port_base";
            ssh.Problems.Error(
                ssh.PlaceOf(key),
                $"the TCP port {settings.CliPort} of \"cli_port\" is that of {user}; expected one of its own");
        }

        foreach (IPEndPoint endPoint in webSettings.Listen)
        {
            string? other = endPoint.Port == settings.CliPort ? "\"cli_port\"" : UserOf(endPoint.Port, settings, ports);
            if (other is not null && Meet(settings.Listen, endPoint.Address))
            {
                web.Problems.Error(
                    web.PlaceOf("listen"), $"the TCP port {endPoint.Port} is that of {other}; expected one of its own");
            }
        }
    }

    private static void CheckFamilies(TableReader ssh, SshSettings settings)
    {
        (int port, int watch) = (settings.PortBase, settings.WatchBase);
        if (port != 0 && watch != 0 && Math.Abs(port - watch) < PortNumber.Highest)
        {
            ssh.Problems.Error(
                ssh.PlaceOf("watch_base"),
                $"the TCP ports of \"port_base\" ({Family(port)}) and \"watch_base\" ({Family(watch)}) overlap; "
                    + $"expected bases at least {PortNumber.Highest} apart");
        }
    }

    private static string? UserOf(int tcpPort, SshSettings settings, IReadOnlyList<PortConfiguration> ports)
    {
        foreach (PortConfiguration port in ports)
        {
            int number = port.Number.Value;
            if ((settings.PortBase != 0 && settings.PortBase + number == tcpPort)
                || (settings.WatchBase != 0 && settings.WatchBase + number == tcpPort))
            {
                return $"port {number}";
            }
        }

        return null;
    }

    private static string Family(int family) => $"{family + 1} to {family + PortNumber.Highest}";

    private static bool Meet(ValueList<IPAddress> listen, IPAddress address) =>
        listen.Count == 0 || IsAll(address) || listen.Any(other => other.Equals(address) || IsAll(other));

    private static bool IsAll(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);
}
