"""48 ports of which the last one's device hangs in open(): when are the other 47 up?"""

import os
import socket
import time
from pathlib import Path

from .. import paths
from ..cgroups import Meter
from ..connections import Connection, close_sessions, open_sessions
from .row import Row, Scale

LIMIT_SECONDS = 15


def open_devices(pids: list[int]) -> set[str]:
    """Ptys that these processes hold open."""
    found = set()
    for pid in pids:
        try:
            for entry in os.scandir(f'/proc/{pid}/fd'):
                target = os.readlink(entry.path)
                if target.startswith('/dev/pts/'):
                    found.add(target)
        except (FileNotFoundError, ProcessLookupError):
            continue
    return found


def connect_when_listening(server, port: int) -> Connection | None:
    """A session on a port, or None while its listener does not accept."""
    try:
        return server.connect(port)
    except (ConnectionRefusedError, socket.timeout):
        return None


def run(server, scale: Scale) -> dict:
    rig = server.rig
    hung = server.hung_port = server.ports
    link = paths.DEV / 'hang'
    link.unlink(missing_ok=True)
    link.symlink_to(Path(os.readlink(paths.DEV / f'ttyR{hung}')))
    wanted = {os.readlink(paths.DEV / f'ttyR{n}') for n in range(1, hung)}
    server.configure()
    rig.command('raw', 'all')
    meter = Meter(rig)
    server.spawn()
    waiting = [] if server.opens_early else [hung, *range(1, hung)]
    sessions: list[Connection] = []
    up_after, up = None, 0
    while time.monotonic() < server.started + LIMIT_SECONDS:
        while waiting and (session := connect_when_listening(server, waiting[0])):
            sessions.append(session)
            waiting.pop(0)
        up = len(wanted & open_devices(rig.server_group.pids()))
        if up == len(wanted):
            up_after = time.monotonic() - server.started
            break
        time.sleep(0.005)
    noise = meter.stop()['noise']
    close_sessions(rig, sessions)
    # The proof that "open" means usable: a session on the first port gets bytes.
    usable = False
    if up_after is not None and server.opens_early:
        close_sessions(rig, open_sessions(server, [(1, False)]))
        usable = True
    link.unlink()
    return dict(up_after_ms=1e3 * up_after if up_after is not None else None, ports_up=up, usable=usable, noise=noise)


ROW = Row('hung-open', run, ('fairlead', 'conserver', 'ser2net-tuned', 'conman'), starts=False)
