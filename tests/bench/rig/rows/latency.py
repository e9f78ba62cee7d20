"""Keystroke there and back: on an idle machine, and while the other 47 ports stream."""

import time

from ..cgroups import Meter
from ..connections import Fdbench, close_sessions, open_sessions
from .row import LINE_RATE, Row, Scale

GAP_US = 2000


def run(server, scale: Scale) -> dict:
    rig = server.rig
    keys = open_sessions(server, [(1, False)])
    rig.command('echo', 1)
    meter = Meter(rig)
    idle = Fdbench(rig, 'echo', keys, '-n', scale.keys, '-g', GAP_US).result()
    cpu = meter.stop()
    others = f'2-{server.ports}'
    readers = open_sessions(server, [(n, False) for n in range(2, server.ports + 1)])
    sink = Fdbench(rig, 'sink', readers, '-T', 300)
    rig.command('stream', others, LINE_RATE, 0, 1)
    time.sleep(0.5)
    rig.command('echo', 1)
    meter = Meter(rig)
    busy = Fdbench(rig, 'echo', keys, '-n', scale.keys, '-g', GAP_US).result()
    busy_cpu = meter.stop()
    rig.command('stop', others)
    sink.stop()
    stats = rig.stat(others)
    close_sessions(rig, keys + readers)
    return dict(p50_us=idle['p50_us'], p90_us=idle['p90_us'], p99_us=idle['p99_us'], lost=idle['lost'] + busy['lost'],
                cpu_us_per_key=1e6 * cpu['server'] / scale.keys, busy_p50_us=busy['p50_us'],
                busy_p99_us=busy['p99_us'], busy_max_us=busy['max_us'],
                busy_overrun=sum(s['overrun'] for s in stats), noise=cpu['noise'], busy_noise=busy_cpu['noise'])


ROW = Row('latency', run, ('fairlead', 'conserver', 'ser2net-tuned', 'openssh', 'openssh+conserver', 'conman',
                           'direct'))
