using Fairlead.Access;
using Fairlead.Access.Passwords;
using Fairlead.Audit;
using Fairlead.Client;
using Fairlead.Configuration;
using Fairlead.Doors;
using Fairlead.Doors.Local;
using Fairlead.Ports;
using Fairlead.Shell;
using Fairlead.Ssh;
using Fairlead.SystemServices;
using Microsoft.Extensions.Logging;

namespace Fairlead.Daemon;

/// <summary>
/// The running device: builds the graph, keeps it in step with the configuration and takes it down again. On the loop.
/// </summary>
sealed class DeviceDaemon(
    EventLoop loop,
    string configurationFile,
    StateDirectory state,
    ServiceManager manager,
    TimeProvider time,
    ILogger log)
{
    // What a stop may take before the process ends all the same.
    private static readonly TimeSpan s_stopGrace = TimeSpan.FromSeconds(5);

    private readonly TaskCompletionSource _stopAsked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stop = new();
    private Device? _device;
    private PortAssembly? _ports;
    private SshDoor? _ssh;
    private LocalSocketDoor? _local;

    /// <summary>Serves until <see cref="Stop"/>. False if it could not start.</summary>
    public async Task<bool> RunAsync(DeviceConfiguration configuration, Action? ready)
    {
        SshHostKey hostKey = HostKeys.LoadOrMake(state.Path, out bool made);
        if (made)
        {
            log.HostKeyMade(hostKey.Fingerprint);
        }

        await using var audit = new AuditLog(Path.Combine(state.Path, "audit.jsonl"), time, log.Complaint);
        using var passwords = new PasswordVerifier(time);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _device = new Device
        {
            Started = started.Task,
            Loop = loop,
            Time = time,
            Configuration = configuration,
            Gate = new Gate(configuration.ToPolicy()),
            Passwords = passwords,
            Ports = new PortSet(),
            Audit = audit,
            Interpreter = CommandSet.Make(),
            HostKeys = [$"{hostKey.Algorithm} {hostKey.Fingerprint}"],
            StartedAt = time.GetUtcNow(),
            Watch = Watch,
            Problems = Problems,
        };
        _ports = new PortAssembly(_device, state, manager, log);
        _ssh = new SshDoor(_device, _stop.Token) { Options = Options(configuration, [hostKey]) };
        _local = new LocalSocketDoor(_device, Path.Combine(state.Path, OperatorCommand.SocketName), _stop.Token);

        _ssh.Apply(configuration);
        _local.Start();
        await _ports.ApplyAsync(configuration);
        started.SetResult();
        log.Serving(Product.Name, Product.Version, configuration.Ports.Count, configurationFile);
        foreach (string problem in _ssh.Problems)
        {
            log.ListenerProblem(problem);
        }

        manager.Ready();
        Watch(new ServiceHeartbeat(manager, time).RunAsync(_stop.Token));
        ready?.Invoke();

        // What reading the configuration left behind goes back to the system once, not when some day a collection is
        // due.
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        await _stopAsked.Task;
        await StopAsync();
        return true;
    }

    /// <summary>Asks for a clean stop.</summary>
    public void Stop() => _stopAsked.TrySetResult();

    /// <summary>Reads the configuration again; one with an error changes nothing.</summary>
    public void Reload()
    {
        if (_device is not null && !_stop.IsCancellationRequested)
        {
            Watch(ReloadAsync(_device));
        }
    }

    private static SshServerOptions Options(
        DeviceConfiguration configuration, IReadOnlyList<SshHostKey> hostKeys) => new()
        {
            HostKeys = hostKeys,
            SoftwareVersion = $"{Product.Name}_{Product.Version}",
            Banner = configuration.Ssh.Banner,
            LoginGraceTime = configuration.Ssh.LoginGrace,
            MaxAuthTries = configuration.Ssh.MaxAuthTries,
        };

    private async Task ReloadAsync(Device device)
    {
        var problems = new List<string>();
        DeviceConfiguration? read = await Task.Run(() => ConfigurationFile.Read(configurationFile, problems.Add));
        foreach (string problem in problems)
        {
            log.Complaint(problem);
        }

        if (read is null)
        {
            log.ReloadRefused(problems.Count > 0 ? problems[0] : configurationFile);
            device.Audit.Write(new AuditEvent.Configuration(problems.Count > 0 ? problems[0] : "", Applied: false));
            return;
        }

        device.Configuration = read;
        device.Gate.Policy = read.ToPolicy();
        _ssh!.Options = Options(read, _ssh.Options.HostKeys);
        _ssh.Apply(read);
        string what = await _ports!.ApplyAsync(read);
        foreach (Session session in device.Ports.All.SelectMany(port => port.Sessions).ToList())
        {
            session.RecheckRights();
        }

        log.Reloaded(what);
        device.Audit.Write(new AuditEvent.Configuration(what, Applied: true));
    }

    private async Task StopAsync()
    {
        log.Stopping();
        manager.Stopping();
        Task stopped = StopPartsAsync();
        await Task.WhenAny(stopped, Task.Delay(s_stopGrace, time));
    }

    // Sessions are told first, their last words leave with their connections, then the lines and logs close.
    private async Task StopPartsAsync()
    {
        _ports!.EndSessions();
        await _stop.CancelAsync();
        await _ssh!.WhenAllEndedAsync();
        await _local!.StopAsync();
        await _ports.CloseAsync();
    }

    private IEnumerable<string> Problems() => [.. _ssh?.Problems ?? [], .. _ports?.Problems ?? []];

    private async void Watch(Task task)
    {
        try
        {
            await task;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            log.ComponentFailed("task", e);
        }
    }
}
