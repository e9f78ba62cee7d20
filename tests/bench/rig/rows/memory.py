"""Memory: 48 ports idle, after every ring has wrapped, and with 192 sessions."""

import time

from ..cgroups import Meter
from ..connections import close_sessions, open_sessions
from ..memory import memory
from .row import LINE_RATE, Row, Scale, whole_lines

SESSIONS = 192
WRAP_BYTES = whole_lines(1.25 * (1 << 20))
WRAP_RATE = 2 * LINE_RATE


def run(server, scale: Scale) -> dict:
    rig = server.rig
    meter = Meter(rig)
    idle = memory(server)
    result = dict(idle_pss_mb=idle['pss_kb'] / 1024, idle_ring_mb=idle['ring_kb'] / 1024,
                  idle_socket_kb=idle['socket_kb'], processes=idle['processes'])
    # A server that opens its devices with the first session has read nothing by now and would not.
    if server.opens_early:
        rig.command('stream', 'all', WRAP_RATE, WRAP_BYTES, 1)
        stats = rig.wait_streams('all', 30)
        time.sleep(1)
        wrapped = memory(server)
        result.update(wrapped_pss_mb=wrapped['pss_kb'] / 1024, wrapped_ring_mb=wrapped['ring_kb'] / 1024,
                      wrap_overrun=sum(s['overrun'] for s in stats))
    return result | dict(noise=meter.stop()['noise'])


def run_192(server, scale: Scale) -> dict:
    rig = server.rig
    meter = Meter(rig)
    idle = memory(server)
    plan = [(1 + i % server.ports, i >= server.ports) for i in range(SESSIONS)]
    sessions = open_sessions(server, plan, light=True)
    time.sleep(1)
    used = memory(server)
    close_sessions(rig, sessions)
    return dict(pss_mb=used['pss_kb'] / 1024, socket_mb=used['socket_kb'] / 1024, ring_mb=used['ring_kb'] / 1024,
                total_mb=used['total_kb'] / 1024, processes=used['processes'], sockets=used['sockets'],
                kb_per_session=(used['total_kb'] - idle['total_kb']) / SESSIONS, noise=meter.stop()['noise'])


ROW = Row('memory', run, ('fairlead', 'conserver', 'ser2net-tuned', 'openssh', 'openssh+conserver', 'conman'))
ROW_192 = Row('memory192', run_192,
              ('fairlead', 'conserver', 'ser2net-tuned', 'openssh', 'openssh+conserver', 'conman'))
