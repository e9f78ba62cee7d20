"""kill -9 while a port streams: bytes the server had taken that are not in its log."""

import signal
import time

from ..cgroups import Meter
from ..connections import close_sessions, open_sessions
from ..stream import missing_at_end
from .row import LINE_RATE, Row, Scale

PORTS = 2


def one_kill(server, seconds: float) -> int:
    """Starts, streams, kills; returns the bytes that were taken and are not in the log."""
    rig = server.rig
    server.spawn()
    server.wait_ready()
    # A server that opens its device with the first session needs one; the others are left alone.
    sessions = [] if server.opens_early else open_sessions(server, [(1, False)])
    time.sleep(0.3)
    rig.command('reset', 1)
    rig.command('stream', 1, LINE_RATE, 0, 0)
    time.sleep(seconds)
    server.stop(signal.SIGKILL)
    sent = rig.command('stop', 1)[0]
    left = rig.command('drain', 1)[0]
    rig.command('reset', 1)
    close_sessions(rig, sessions)
    return missing_at_end(server.read_log(1), 1, sent - left)


def run(server, scale: Scale) -> dict:
    meter = Meter(server.rig)
    server.configure()
    server.rig.command('raw', 'all')
    missing = [one_kill(server, 0.4 + 0.0371 * (i % 17)) for i in range(scale.kills)]
    return dict(kills=len(missing), lossy_kills=sum(m > 0 for m in missing), missing_total=sum(missing),
                missing_max=max(missing), noise=meter.stop()['noise'])


ROW = Row('kill', run, ('fairlead', 'conserver', 'ser2net-tuned', 'conman'), starts=False, ports=PORTS)
