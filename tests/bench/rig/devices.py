"""The simulated serial lines and the groups that everything is counted in."""

import json
import os
import subprocess
import time
from pathlib import Path

from . import paths
from .cgroups import Cgroup

PORTS = 48


def open_files(pid: int) -> set[str]:
    """What a process has open; nothing of one that has gone or may not be looked at."""
    found = set()
    try:
        for entry in os.scandir(f'/proc/{pid}/fd'):
            found.add(os.readlink(entry.path))
    except (FileNotFoundError, ProcessLookupError, PermissionError):
        return found
    return found


class Rig:
    """48 devices run by ptydev, and one control group each for server, clients and devices."""

    def __init__(self, ports: int = PORTS, tick_us: int = 4000):
        self.ports = ports
        self.server_group = Cgroup('server')
        self.client_group = Cgroup('client')
        self.device_group = Cgroup('device')
        self.process = subprocess.Popen(
            [str(paths.BIN / 'ptydev'), '-n', str(ports), '-d', str(paths.DEV), '-t', str(tick_us)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=self.device_group.join)
        if self.process.stdout.readline().strip() != 'ready':
            raise RuntimeError('ptydev did not start')

    def command(self, *words) -> list:
        """Sends one command to ptydev and returns its answer."""
        self.process.stdin.write(' '.join(str(word) for word in words) + '\n')
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stat(self, selection='all') -> list[dict]:
        """Counters of the selected devices."""
        return self.command('stat', selection)

    def wait_streams(self, selection, timeout: float) -> list[dict]:
        """Waits until the selected streams have ended, stops the late ones, returns their counters."""
        end = time.monotonic() + timeout
        while time.monotonic() < end:
            stats = self.stat(selection)
            if all(s['done'] for s in stats):
                return stats
            time.sleep(0.05)
        self.command('stop', selection)
        return self.stat(selection)

    def check_strangers(self) -> None:
        """Fails when a program that is not measured has a device open: it would take bytes away."""
        ours = {os.readlink(paths.DEV / f'ttyR{n}') for n in range(1, self.ports + 1)}
        known = {os.getpid(), *(pid for group in (self.server_group, self.client_group, self.device_group)
                                for pid in group.pids())}
        for folder in Path('/proc').glob('[0-9]*/fd'):
            pid = int(folder.parent.name)
            if pid not in known and ours & open_files(pid):
                raise RuntimeError(f'process {pid}, which is not part of the bench, has one of its devices open')

    def close(self) -> None:
        """Ends the devices and everything in the groups."""
        self.process.stdin.close()
        self.process.wait(5)
        for group in (self.server_group, self.client_group, self.device_group):
            group.close()
