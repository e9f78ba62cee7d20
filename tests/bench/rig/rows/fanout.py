"""One port at 1 MB/s to many watchers."""

import statistics
import time

from ..cgroups import Meter, percent
from ..connections import Fdbench, close_sessions, open_sessions, total
from .row import Row, Scale, whole_lines

RATE = 1_000_000


def run(server, scale: Scale) -> dict:
    rig = server.rig
    sessions = open_sessions(server, [(1, i > 0) for i in range(scale.watchers)])
    sink = Fdbench(rig, 'sink', sessions, '-T', scale.fanout_seconds + 60)
    time.sleep(0.1)
    meter = Meter(rig)
    rig.command('stream', 1, RATE, whole_lines(RATE * scale.fanout_seconds), 1)
    device = rig.wait_streams(1, scale.fanout_seconds + 30)[0]
    cpu = meter.stop()
    time.sleep(0.5)
    result = sink.stop()
    close_sessions(rig, sessions)
    lost = [device['pos'] - c['payload'] for c in result['conns']]
    delivered = total(result, 'payload')
    return dict(watchers=len(sessions), lost_median=statistics.median(lost), lost_max=max(lost),
                overrun=device['overrun'], cpu_percent=percent(cpu, 'server'),
                cpu_ms_per_mb=1e9 * cpu['server'] / max(delivered, 1), client_percent=percent(cpu, 'client'),
                ended=total(result, 'eof'), noise=cpu['noise'])


ROW = Row('fanout', run, ('fairlead', 'conserver', 'ser2net-tuned', 'openssh+conserver', 'conman'))
