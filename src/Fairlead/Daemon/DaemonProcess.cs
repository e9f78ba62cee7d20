using System.Runtime.InteropServices;
using Fairlead.Configuration;
using Fairlead.Shell;
using Fairlead.SystemServices;
using Microsoft.Extensions.Logging;

namespace Fairlead.Daemon;

/// <summary>The process of <c>fairlead daemon</c>: from its files to a running device, and its signals.</summary>
static class DaemonProcess
{
    /// <summary>Runs in the foreground until SIGTERM or SIGINT; SIGHUP reads the configuration again.</summary>
    /// <param name="configurationFile">Path of the TOML file.</param>
    /// <param name="statePath">The state directory; made if it does not exist.</param>
    /// <param name="ready">Called on the loop once everything that can listen does.</param>
    /// <returns>0 after a clean stop; 1 if the configuration, the state directory or the host key is refused.</returns>
    public static int Run(string configurationFile, string statePath, Action? ready = null)
    {
        var time = TimeProvider.System;
        using var manager = ServiceManager.FromEnvironment();
        ILogger log = new StderrLogger(
            time, forJournal: Environment.GetEnvironmentVariable("JOURNAL_STREAM") is not null);
        if (ConfigurationFile.Read(configurationFile, Console.Error.WriteLine) is not { } configuration)
        {
            return ExitCode.Failed;
        }

        switch (StateDirectory.Open(statePath, time))
        {
            case StateDirectoryAnswer.Held held:
                using (held.Directory)
                {
                    return Run(configurationFile, configuration, held.Directory, manager, time, log, ready);
                }

            case var refused:
                log.Complaint(refused.ToString()!);
                return ExitCode.Failed;
        }
    }

    private static int Run(
        string configurationFile,
        DeviceConfiguration configuration,
        StateDirectory state,
        ServiceManager manager,
        TimeProvider time,
        ILogger log,
        Action? ready)
    {
        using var loop = new EventLoop(
            (exception, source) => log.ComponentFailed(source?.ToString() ?? "loop", exception));
        using var stopLoop = new CancellationTokenSource();
        var daemon = new DeviceDaemon(loop, configurationFile, state, manager, time, log);
        Task<bool>? life = null;
        loop.Post(_ => life = LiveAsync(), null);

        using PosixSignalRegistration term = On(PosixSignal.SIGTERM, daemon.Stop);
        using PosixSignalRegistration interrupt = On(PosixSignal.SIGINT, daemon.Stop);
        using PosixSignalRegistration hangUp = On(PosixSignal.SIGHUP, daemon.Reload);
        loop.Run(stopLoop.Token);
        return life is { IsCompletedSuccessfully: true, Result: true } ? ExitCode.Done : ExitCode.Failed;

        PosixSignalRegistration On(PosixSignal signal, Action act) => PosixSignalRegistration.Create(signal, context =>
        {
            context.Cancel = true;
            loop.Post(static act => ((Action)act!)(), act);
        });

        async Task<bool> LiveAsync()
        {
            try
            {
                return await daemon.RunAsync(configuration, ready);
            }
            catch (Exception e)
            {
                log.ComponentFailed(nameof(DeviceDaemon), e);
                return false;
            }
            finally
            {
                stopLoop.Cancel();
            }
        }
    }
}
