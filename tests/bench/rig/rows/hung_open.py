"""48 ports of which the first one's device hangs in open(): when are the other 47 up?"""

import os
import time
from pathlib import Path

from .. import paths
from ..cgroups import Meter
from ..connections import Connection, await_stream, close_sessions, open_sessions
from .row import Row, Scale

LIMIT_SECONDS = 15
HUNG = 1


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
    except (ConnectionRefusedError, TimeoutError):
        return None


def is_usable(server, sessions: list[Connection]) -> bool:
    """Whether a session on the last port gets its device's bytes: an open device alone is no service."""
    try:
        if not server.opens_early:
            return not await_stream(server.rig, sessions[-1:], timeout=5)
        sessions += open_sessions(server, [(server.ports, False)])
        return True
    except OSError:
        return False


def run(server, scale: Scale) -> dict:
    rig = server.rig
    server.hung_port = HUNG
    link = paths.DEV / 'hang'
    link.unlink(missing_ok=True)
    link.symlink_to(Path(os.readlink(paths.DEV / f'ttyR{HUNG}')))
    wanted = {os.readlink(paths.DEV / f'ttyR{n}') for n in range(1, server.ports + 1) if n != HUNG}
    server.configure()
    rig.command('raw', 'all')
    meter = Meter(rig)
    server.spawn()
    waiting = [] if server.opens_early else [HUNG, *(n for n in range(1, server.ports + 1) if n != HUNG)]
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
    usable = up_after is not None and is_usable(server, sessions)
    while up_after is not None and not usable and time.monotonic() < server.started + LIMIT_SECONDS:
        up_after = time.monotonic() - server.started
        usable = is_usable(server, sessions)
        time.sleep(0.05)
    close_sessions(rig, sessions)
    link.unlink()
    return dict(up_after_ms=1e3 * up_after if usable else None, ports_open=up, usable=usable, noise=noise)


ROW = Row('hung-open', run, ('fairlead', 'conserver', 'ser2net-tuned', 'conman'), starts=False)
