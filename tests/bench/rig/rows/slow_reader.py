"""Two sessions on a port at 1 MB/s; one never reads. What does the other get?"""

import time

from ..cgroups import Meter
from ..connections import Fdbench, close_sessions, open_sessions
from ..memory import memory
from .row import Row, Scale, whole_lines

RATE = 1_000_000


def run(server, scale: Scale) -> dict:
    rig = server.rig
    good, stuck = open_sessions(server, [(1, False), (1, True)])
    before = memory(server)
    sink = Fdbench(rig, 'sink', [good], '-T', scale.slow_seconds + 60)
    time.sleep(0.1)
    meter = Meter(rig)
    rig.command('stream', 1, RATE, whole_lines(RATE * scale.slow_seconds), 1)
    device = rig.wait_streams(1, scale.slow_seconds + 20)[0]
    cpu = meter.stop()
    time.sleep(0.5)
    result = sink.stop()
    after = memory(server)
    close_sessions(rig, [good, stuck])
    arrived = result['conns'][0]['payload']
    return dict(good_percent=100 * arrived / device['pos'], good_lost=device['pos'] - arrived,
                overrun=device['overrun'], pss_growth_kb=after['pss_kb'] - before['pss_kb'],
                socket_growth_kb=after['socket_kb'] - before['socket_kb'], noise=cpu['noise'])


ROW = Row('slow', run, ('fairlead', 'conserver', 'ser2net-tuned', 'openssh+conserver', 'conman'))
