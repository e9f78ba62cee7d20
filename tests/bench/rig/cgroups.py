"""CPU of groups of processes, from cpuacct (cgroup v1) or cpu.stat (cgroup v2), and of the machine."""

import os
import re
import signal
import time
from pathlib import Path

TICKS = os.sysconf('SC_CLK_TCK')


def reap() -> None:
    """Collects every child that has ended."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        return


class Cgroup:
    """A control group of ours: every process that joins, and its children, are counted together."""

    def __init__(self, name: str):
        v1 = Path('/sys/fs/cgroup/cpuacct')
        self.is_v1 = v1.is_dir()
        base = v1 if self.is_v1 else Path('/sys/fs/cgroup')
        self.path = base / f'bench-{name}-{os.getpid()}'
        try:
            self.path.mkdir(exist_ok=True)
        except OSError as error:
            raise SystemExit(f'bench: cannot make the control group {self.path}: {error.strerror} (run as root)')

    def join(self) -> None:
        """Moves the calling process in; used between fork and exec."""
        with open(self.path / 'cgroup.procs', 'w') as f:
            f.write('0')

    def cpu(self) -> float:
        """CPU seconds used so far."""
        if self.is_v1:
            return int((self.path / 'cpuacct.usage').read_text()) / 1e9
        return self._stat('usage_usec') / 1e6

    def user_system(self) -> tuple[float, float]:
        """CPU seconds in user and in system mode so far."""
        if self.is_v1:
            stat = dict(line.split() for line in (self.path / 'cpuacct.stat').read_text().splitlines())
            return int(stat['user']) / TICKS, int(stat['system']) / TICKS
        return self._stat('user_usec') / 1e6, self._stat('system_usec') / 1e6

    def _stat(self, key: str) -> int:
        return int(re.search(rf'^{key} (\d+)', (self.path / 'cpu.stat').read_text(), re.M).group(1))

    def pids(self) -> list[int]:
        """The processes that are in it now."""
        return [int(pid) for pid in (self.path / 'cgroup.procs').read_text().split()]

    def kill(self, number: int = signal.SIGTERM, wait: float = 3.0) -> None:
        """Signals every process in the group, waits `wait` seconds, then kills the rest."""
        for attempt, limit in ((number, wait), (signal.SIGKILL, 3.0)):
            for pid in self.pids():
                try:
                    os.kill(pid, attempt)
                except ProcessLookupError:
                    continue
            end = time.monotonic() + limit
            while self.pids() and time.monotonic() < end:
                reap()
                time.sleep(0.005)

    def close(self) -> None:
        """Kills what is left and removes the group."""
        self.kill()
        self.path.rmdir()


def machine_cpu() -> tuple[float, float]:
    """CPU seconds the machine has been busy, and seconds stolen by its host, since boot."""
    values = [int(v) for v in Path('/proc/stat').read_text().split('\n', 1)[0].split()[1:]]
    idle = values[3] + values[4]
    return (sum(values[:8]) - idle) / TICKS, values[7] / TICKS


class Meter:
    """CPU of the three groups over an interval, and `noise`: cores used by anything else."""

    def __init__(self, rig):
        self.rig = rig
        self.before = self._now()

    def _now(self) -> dict:
        rig = self.rig
        own = os.times()
        busy, stolen = machine_cpu()
        user, system = rig.server_group.user_system()
        return dict(wall=time.monotonic(), server=rig.server_group.cpu(), client=rig.client_group.cpu(),
                    device=rig.device_group.cpu(), busy=busy, stolen=stolen, own=own.user + own.system,
                    user=user, system=system)

    def stop(self) -> dict:
        """Seconds since the start, by group; noise and steal in cores."""
        after = self._now()
        d = {key: after[key] - self.before[key] for key in after}
        ours = d['server'] + d['client'] + d['device'] + d['own']
        d['noise'] = max(0.0, (d['busy'] - ours) / d['wall'])
        d['steal'] = d['stolen'] / d['wall']
        return d


def percent(meter: dict, group: str) -> float:
    """CPU of a group in percent of one core."""
    return 100 * meter[group] / meter['wall']
