"""SSH set-up: connect, key exchange, public key, one command, end."""

import os
import subprocess
import time

from ..cgroups import Meter
from ..servers.ssh import dbclient_command, ssh_command
from .row import Row, Scale

KEX = {'curve25519': 'curve25519-sha256', 'sntrup761': 'sntrup761x25519-sha512@openssh.com',
       'mlkem768': 'mlkem768x25519-sha256'}
PARALLEL = 4


def client_kex() -> list[str]:
    """Key exchanges that the installed client knows."""
    return subprocess.run(['ssh', '-Q', 'kex'], check=True, capture_output=True, text=True).stdout.split()


def begin(rig, argv: list[str]) -> subprocess.Popen:
    return subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                            preexec_fn=rig.client_group.join)


def in_turn(rig, argv: list[str], count: int) -> dict:
    """One connection after the other."""
    begin(rig, argv).wait()
    meter = Meter(rig)
    times, failed = [], 0
    for _ in range(count):
        start = time.monotonic()
        failed += begin(rig, argv).wait() != 0
        times.append(time.monotonic() - start)
    cpu = meter.stop()
    return dict(server_cpu_ms=1e3 * cpu['server'] / count if not failed else None, failed=failed,
                p50_ms=1e3 * sorted(times)[count // 2], client_cpu_ms=1e3 * cpu['client'] / count,
                per_s_core=count / cpu['server'] if not failed and cpu['server'] else None, noise=cpu['noise'])


def at_once(rig, argv: list[str], count: int) -> dict:
    """PARALLEL connections at any time, with the client that costs least."""
    meter = Meter(rig)
    running: dict[int, subprocess.Popen] = {}
    started = done = failed = 0
    while done < count:
        while len(running) < PARALLEL and started < count:
            process = begin(rig, argv)
            running[process.pid] = process
            started += 1
        pid, status = os.wait()
        if running.pop(pid, None):
            done += 1
            failed += status != 0
    cpu = meter.stop()
    return dict(per_s=count / cpu['wall'] if not failed else None, failed=failed,
                server_cpu_ms=1e3 * cpu['server'] / count if not failed else None,
                per_s_core=count / cpu['server'] if not failed and cpu['server'] else None)


def run(server, scale: Scale) -> dict:
    port, command = server.setup_command()
    known = client_kex()
    result: dict = {}
    for name, kex in KEX.items():
        if kex in known:
            result[name] = in_turn(server.rig, ssh_command(port, server.user, command, kex=kex), scale.connections)
    result['parallel'] = at_once(server.rig, dbclient_command(port, server.user, command), 3 * scale.connections)
    return result | dict(noise=result['curve25519']['noise'])


ROW = Row('sshrate', run, ('fairlead', 'openssh', 'dropbear'))
