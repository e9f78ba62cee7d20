using Fairlead.Configuration;
using Fairlead.Logs;
using Fairlead.Ports;
using Fairlead.SystemServices;
using Microsoft.Extensions.Logging;

namespace Fairlead.Daemon;

/// <summary>
/// Puts ports together from their configuration (log, line, settings) and takes them apart again. A port whose log
/// cannot be opened is tried again by itself; the others do not notice. On the loop.
/// </summary>
sealed class PortAssembly
{
    private readonly Device _device;
    private readonly PortLogStore _logs;
    private readonly LineFactory _lines;
    private readonly DisabledPorts _disabled;
    private readonly PortAudit _audit;
    private readonly ILogger _log;
    private readonly Dictionary<PortNumber, AssembledPort> _ports = [];
    private readonly Dictionary<PortNumber, MissingPort> _missing = [];
    private readonly CancellationTokenSource _closing = new();
    private readonly bool _ringsOutliveUs;
    private readonly string _ringDirectory;
    private DeviceConfiguration? _applied;

    public PortAssembly(Device device, StateDirectory state, ServiceManager manager, ILogger log)
    {
        _device = device;
        _log = log;
        string? runtimeDirectory = Environment.GetEnvironmentVariable("RUNTIME_DIRECTORY");
        _ringsOutliveUs = runtimeDirectory is not null;
        _ringDirectory = RingDirectory.PathFor(state.Path, runtimeDirectory);
        _logs = new PortLogStore(state.Path, _ringDirectory, device.Time);
        _lines = new LineFactory(device.Loop, device.Time, manager);
        _disabled = new DisabledPorts(state.Path);
        _audit = new PortAudit(device.Audit, _disabled, _lines, LeaseRunsLow, log);
    }

    /// <summary>Ports that could not be started, with the reason,
    /// and lines that are not as they were asked to be.</summary>
    public IEnumerable<string> Problems =>
    [
        .. _missing.Select(m => $"port {m.Key.Value} ({m.Value.Configuration.Name}): {m.Value.Why}"),
        .. _ports.Values.Where(p => p.Port.Line.Problem is not null)
            .Select(p => $"port {p.Port.Number.Value} ({p.Port.Name}): {p.Port.Line.Problem}"),
        .. _ports.Values.Where(p => p.Log.Problem is not null)
            .Select(p => $"port {p.Port.Number.Value} ({p.Port.Name}): {p.Log.Problem}"),
    ];

    /// <summary>Makes the ports what the configuration says; what it does not change is not
    /// touched. Says what was done.</summary>
    public async Task<string> ApplyAsync(DeviceConfiguration wanted)
    {
        ConfigurationDiff diff = ConfigurationDiff.Between(_applied ?? new DeviceConfiguration(), wanted);
        _applied = wanted;
        _device.Ports.Sessions.Limit = wanted.Ssh.MaxSessions;
        foreach (PortChange change in diff.Ports.Where(c => c.New is null))
        {
            await RemoveAsync(change.Number, "the configuration no longer has this port");
        }

        foreach (PortChange change in diff.Ports.Where(c => c.Old is not null && c.New is not null))
        {
            await ChangeAsync(change, wanted);
        }

        PortConfiguration[] added = [.. diff.Ports.Where(c => c.Old is null).Select(c => c.New!)];
        PortLogAnswer[] answers = await _logs.OpenAsync([.. added.Select(p => (p.Number, (int)wanted.Log.Ring))]);
        foreach ((PortConfiguration port, PortLogAnswer answer) in added.Zip(answers))
        {
            Start(port, wanted, answer);
        }

        _lines.ForgetOthers(wanted.Ports);
        foreach (AssembledPort port in _ports.Values)
        {
            // What all ports share (banners, definitions of breaks) may have changed too.
            port.Port.Apply(PortSettingsOf.Make(wanted, port.Configuration, _disabled.Contains(port.Port.Number)));
        }

        return Describe(diff);
    }

    /// <summary>Ends every session and tells why.</summary>
    public void EndSessions()
    {
        foreach (AssembledPort port in _ports.Values)
        {
            foreach (SessionInfo session in port.Port.Who())
            {
                port.Port.Operations.End(session.Id, SessionEndReason.PortClosed, "the device stops");
            }
        }
    }

    /// <summary>Closes lines (or leaves them with the service manager) and saves the logs.</summary>
    public async Task CloseAsync()
    {
        await _closing.CancelAsync();
        await Task.WhenAll(_ports.Values.Select(CloseAsync));
        _ports.Clear();
        _lines.Dispose();
        if (!_ringsOutliveUs)
        {
            RingDirectory.RemoveIfEmpty(_ringDirectory);
        }
    }

    private static string Describe(ConfigurationDiff diff)
    {
        string[] parts =
        [
            .. diff.Ports.Select(c => c.Old is null ? $"port {c.Number.Value} added"
                : c.New is null ? $"port {c.Number.Value} removed" : $"port {c.Number.Value} changed"),
            .. diff.ListenersChanged ? ["listeners changed"] : Array.Empty<string>(),
            .. diff.UsersChanged ? ["users changed"] : Array.Empty<string>(),
            .. diff.RulesChanged ? ["rules changed"] : Array.Empty<string>(),
            .. diff.LogChanged ? ["log sizes changed, from the next start on"] : Array.Empty<string>(),
            .. diff.DeviceChanged ? ["device changed"] : Array.Empty<string>(),
        ];
        return parts.Length == 0 ? "nothing changed" : string.Join(", ", parts);
    }

    private void Start(PortConfiguration configuration, DeviceConfiguration whole, PortLogAnswer answer)
    {
        if (answer is PortLogAnswer.Failed failed)
        {
            _missing[configuration.Number] = new MissingPort(configuration, failed.Why);
            _log.PortProblem(configuration.Number, failed.Why);
            _device.Watch(TryAgainAsync(configuration));
            return;
        }

        var opened = (PortLogAnswer.Opened)answer;
        PortSettings settings = PortSettingsOf.Make(whole, configuration, _disabled.Contains(configuration.Number));
        var port = new ConsolePort(
            configuration.Number,
            settings,
            _lines.Make(configuration, whole.Device.Demo, settings.Enabled),
            opened.Log.Log,
            _device.Time,
            _audit,
            _device.Ports.Sessions);
        if (opened.AdoptedBytes > 0)
        {
            _log.PortEvent(port.Number, $"{opened.AdoptedBytes} bytes adopted that were read before the last end");
        }

        _missing.Remove(configuration.Number);
        _ports[configuration.Number] = new AssembledPort(port, opened.Log, configuration);
        _device.Ports.Add(port);
        port.Start();
    }

    private async Task ChangeAsync(PortChange change, DeviceConfiguration whole)
    {
        if (!_ports.TryGetValue(change.Number, out AssembledPort? port))
        {
            // Not started yet: the next try takes the new configuration.
            _missing[change.Number] = _missing[change.Number] with { Configuration = change.New! };
            return;
        }

        _ports[change.Number] = port with { Configuration = change.New! };
        bool lineChanged = (change.Changes & (PortChanges.LineReplaced | PortChanges.LineSettings)) != 0;
        if (lineChanged && !await LineFactory.TryReconfigureAsync(port.Port.Line, change.Old!.Line, change.New!.Line))
        {
            await port.Port.ReplaceLineAsync(_lines.Make(change.New, whole.Device.Demo, mayAdopt: false));
        }
    }

    private async Task RemoveAsync(PortNumber number, string reason)
    {
        _missing.Remove(number);
        if (_ports.Remove(number, out AssembledPort? port))
        {
            _device.Ports.Remove(number);
            _lines.Forget(number);
            await port.Port.CloseAsync(reason);
            await SaveAsync(port);
        }
    }

    private async Task CloseAsync(AssembledPort port)
    {
        // A line that the service manager keeps is not closed: the next daemon goes on with it.
        if (!_lines.LeaveToManager(port.Port))
        {
            await port.Port.CloseAsync("the device stops");
        }

        await SaveAsync(port);
    }

    private async Task SaveAsync(AssembledPort port)
    {
        try
        {
            await Task.Run(port.Log.Save);
            if (!_ringsOutliveUs)
            {
                // Nobody else would ever remove it from the shared memory of the machine.
                File.Delete(port.Log.RingPath);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _log.PortProblem(port.Port.Number, $"the log could not be saved to the state directory: {e.Message}");
        }

        port.Log.Dispose();
    }

    private async Task TryAgainAsync(PortConfiguration configuration)
    {
        var pause = new Lines.RetryPause();
        while (!_closing.IsCancellationRequested)
        {
            await Task.Delay(pause.Next(), _device.Time, _closing.Token);
            if (!_missing.TryGetValue(configuration.Number, out MissingPort? missing))
            {
                return;
            }

            DeviceConfiguration whole = _applied!;
            PortLogAnswer answer = await Task.Run(() => _logs.Open(configuration.Number, (int)whole.Log.Ring));
            if (answer is PortLogAnswer.Opened opened)
            {
                if (_missing.ContainsKey(configuration.Number) && !_closing.IsCancellationRequested)
                {
                    Start(missing.Configuration, whole, answer);
                }
                else
                {
                    opened.Log.Dispose();
                }

                return;
            }
        }
    }

    private void LeaseRunsLow(ConsolePort port)
    {
        if (_ports.TryGetValue(port.Number, out AssembledPort? assembled))
        {
            _device.Watch(RenewLeaseAsync(port, assembled.Log));
        }
    }

    private async Task RenewLeaseAsync(ConsolePort port, StoredPortLog log)
    {
        var pause = new Lines.RetryPause();
        while (log.Log.LeaseRunsLow && !_closing.IsCancellationRequested)
        {
            await log.RenewLeaseAsync();
            if (log.Problem is not null)
            {
                _log.PortProblem(port.Number, log.Problem);
                await Task.Delay(pause.Next(), _device.Time, _closing.Token);
            }
        }

        port.GrantLease(log.Log.LeasedUpTo);
    }

    private sealed record AssembledPort(ConsolePort Port, StoredPortLog Log, PortConfiguration Configuration);

    private sealed record MissingPort(PortConfiguration Configuration, string Why);
}
