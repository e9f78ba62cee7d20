"""48 ports of which the first one's device hangs in open(): when are the other 47 up?"""

import os
import time

from .. import paths
from ..cgroups import Meter
from ..connections import Connection, await_stream, close_sessions, open_sessions
from ..devices import open_files
from .row import Row, Scale

LIMIT_SECONDS = 15
HUNG = 1


def open_devices(rig) -> set[str]:
    """What the server's processes hold open."""
    return set().union(*(open_files(pid) for pid in rig.server_group.pids()))


def connect_when_listening(server, port: int) -> Connection | None:
    """A session on a port, or None while its listener does not accept."""
    try:
        return server.connect(port)
    except (ConnectionRefusedError, TimeoutError):
        return None


def all_usable(server, others: list[int], sessions: list[Connection]) -> bool:
    """Whether sessions on all other ports get their devices' bytes: an open device alone is no service."""
    try:
        if server.opens_early:
            sessions += open_sessions(server, [(n, False) for n in others], light=True)
            return True
        return not await_stream(server.rig, [s for s in sessions if s.port != HUNG], timeout=5)
    except OSError:
        return False


def run(server, scale: Scale) -> dict:
    rig = server.rig
    server.hung_port = HUNG
    others = [n for n in range(1, server.ports + 1) if n != HUNG]
    wanted = {os.readlink(paths.DEV / f'ttyR{n}') for n in others}
    server.configure()
    rig.command('raw', 'all')
    meter = Meter(rig)
    server.spawn()
    waiting = [] if server.opens_early else [HUNG, *others]
    sessions: list[Connection] = []
    up_after, up = None, 0
    while time.monotonic() < server.started + LIMIT_SECONDS:
        while waiting and (session := connect_when_listening(server, waiting[0])):
            sessions.append(session)
            waiting.pop(0)
        up = len(wanted & open_devices(rig))
        if up == len(wanted):
            server.wait_ready()
            up_after = time.monotonic() - server.started
            break
        time.sleep(0.005)
    noise = meter.stop()['noise']
    usable = up_after is not None and all_usable(server, others, sessions)
    opened = os.readlink(paths.DEV / f'ttyR{HUNG}') in open_devices(rig)
    close_sessions(rig, sessions)
    if opened:
        raise RuntimeError('the device that should hang is open')
    return dict(up_after_ms=1e3 * up_after if usable else None, ports_open=up, usable=usable, noise=noise)


ROW = Row('hung-open', run, ('fairlead', 'conserver', 'ser2net-tuned', 'conman'), starts=False)
