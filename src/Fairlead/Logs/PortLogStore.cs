using Fairlead.Ports;

namespace Fairlead.Logs;

/// <summary>
/// Opens the ports' logs: the live ring in memory if it is there, else the copy of the last clean stop, else a new one
/// whose positions go on from the lease. Everything here may block and is meant to run off the loop.
/// </summary>
/// <param name="statePath">The state directory, held by us.</param>
/// <param name="ringDirectory">Where the live rings are: <see cref="RingDirectory.PathFor"/>.</param>
/// <param name="time">The clock of the logs.</param>
sealed class PortLogStore(string statePath, string ringDirectory, TimeProvider time)
{
    /// <summary>Opens many logs at once, off the calling thread; the answers are in the order of the ports.</summary>
    public Task<PortLogAnswer[]> OpenAsync(IReadOnlyList<(PortNumber Port, int RingBytes)> ports) =>
        Task.WhenAll(ports.Select(port => Task.Run(() => Open(port.Port, port.RingBytes))));

    /// <summary>Opens a port's log with a ring of that size;
    /// a ring of another size is copied into one of this.</summary>
    public PortLogAnswer Open(PortNumber port, int ringBytes)
    {
        var place = new PortLogPlace(statePath, port);
        try
        {
            SystemServices.StateDirectory.MakePrivate(place.Path);
            RingDirectory.Make(ringDirectory);
            return Open(place, port, ringBytes, RingPath(port));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new PortLogAnswer.Failed(e.Message);
        }
    }

    /// <summary>The live ring's file.</summary>
    public string RingPath(PortNumber port) => Path.Join(ringDirectory, $"port-{port}.ring");

    private PortLogAnswer Open(PortLogPlace place, PortNumber port, int ringBytes, string path)
    {
        PositionLease? lease = place.ReadLease();
        var options = new PortLogOptions { Time = time, Port = port };
        if (OpenLive(path, place, port) is { } live)
        {
            return Continue(place, live.Path == path, live, ringBytes, path, lease, options, PortLogOrigin.Live);
        }

        if (OpenValid(place.SavedRing, RingAccess.PrivateCopy, port) is { } saved)
        {
            return Continue(place, inPlace: false, saved, ringBytes, path, lease, options, PortLogOrigin.Saved);
        }

        PositionLease first = (lease ?? default).AfterLoss();
        place.WriteLease(first);
        if (Create(path, PortLog.FileSize(ringBytes), out RingFile? file) is { } failed)
        {
            return failed;
        }

        options = options with { StartPosition = lease?.UpTo ?? 0, LeasedUpTo = first.UpTo };
        PortLog log = PortLog.Create(file!.Memory, port, ringBytes, options);
        return new PortLogAnswer.Opened(
            Finish(place, file, log, path, first, moved: null),
            lease is null ? PortLogOrigin.New : PortLogOrigin.Lost,
            0);
    }

    private static RingFile? OpenLive(string path, PortLogPlace place, PortNumber port) =>
        OpenValid(path, RingAccess.Write, port)
        ?? (place.NamedRing is { } named && named != path ? OpenValid(named, RingAccess.Write, port) : null);

    // A file that is no ring of this port counts as none: what is there is replaced.
    private static RingFile? OpenValid(string path, RingAccess access, PortNumber port)
    {
        switch (RingFile.Open(path, access))
        {
            case RingFileAnswer.Mapped(var file):
                if (PortLogView.Open(file.Memory, out _) is { } view && view.Port == port)
                {
                    return file;
                }

                file.Dispose();
                return null;
            case RingFileAnswer.Failed(var why):
                throw new IOException(why);
            default:
                return null;
        }
    }

    private PortLogAnswer Continue(
        PortLogPlace place,
        bool inPlace,
        RingFile file,
        int ringBytes,
        string path,
        PositionLease? lease,
        PortLogOptions options,
        PortLogOrigin origin)
    {
        // Also for a ring that is about to be copied: what a killed daemon left behind the head is adopted here.
        PortLog log = PortLog.Open(file.Memory, options, out LogRecovery recovery)
            ?? throw new IOException($"{file.Path}: {((LogRecovery.Refused)recovery).Text}");
        string? moved = null;
        long adopted = ((LogRecovery.Opened)recovery).AdoptedBytes;
        if (!inPlace || log.Capacity != ringBytes)
        {
            if (Create(path, PortLog.FileSize(ringBytes), out RingFile? other) is { } failed)
            {
                file.Dispose();
                return failed;
            }

            log = PortLog.CreateFrom(other!.Memory, ringBytes, log.View, options);
            string old = file.Path;
            file.Dispose();
            if (origin == PortLogOrigin.Live && !inPlace)
            {
                moved = old;
            }

            file = other;
        }

        return new PortLogAnswer.Opened(Finish(place, file, log, path, lease ?? default, moved), origin, adopted);
    }

    // The ring gets its name when it is whole, so that a kill never leaves half a ring there.
    private StoredPortLog Finish(
        PortLogPlace place, RingFile file, PortLog log, string path, PositionLease lease, string? moved)
    {
        try
        {
            if (lease.RunsLow(log.Head))
            {
                lease = lease.Renewed(log.Head);
                place.WriteLease(lease);
            }

            log.GrantLease(lease.UpTo);
            if (file.Path != path)
            {
                File.Move(file.Path, path, overwrite: true);
            }

            place.NameRing(path);

            // From here on the saved copy grows old; were it found after a power cut, its positions would come again.
            DurableFile.Remove(place.SavedRing);
            if (moved is not null)
            {
                // Memory that nobody would find again.
                File.Delete(moved);
            }
        }
        catch
        {
            // The port is tried again and again: what is mapped must not pile up.
            file.Dispose();
            throw;
        }

        return new StoredPortLog(log, file, place, time, path);
    }

    private static PortLogAnswer.Failed? Create(string path, nuint length, out RingFile? file)
    {
        RingFileAnswer answer = RingFile.Create(path + ".new", length);
        file = (answer as RingFileAnswer.Mapped)?.File;
        return answer is RingFileAnswer.Failed(var why) ? new PortLogAnswer.Failed(why) : null;
    }
}
