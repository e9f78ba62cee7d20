"""One port flat out, device to client, with back-pressure."""

import time

from ..cgroups import Meter, percent
from ..connections import Fdbench, close_sessions, open_sessions
from .row import Row, Scale, whole_lines

LIMIT_SECONDS = 60


def run(server, scale: Scale) -> dict:
    rig = server.rig
    sessions = open_sessions(server, [(1, False)])
    size = whole_lines(scale.bulk_mb * 1e6)
    sink = Fdbench(rig, 'sink', sessions, '-e', size, '-T', LIMIT_SECONDS)
    time.sleep(0.05)
    meter = Meter(rig)
    rig.command('stream', 1, 0, size, 0)
    # The sink ends with the last byte, or, where a server dropped some, after a silence.
    device = rig.wait_streams(1, LIMIT_SECONDS)[0]
    result = sink.stop()
    cpu = meter.stop()
    close_sessions(rig, sessions)
    connection = result['conns'][0]
    arrived = connection['payload']
    if not arrived:
        raise RuntimeError('nothing arrived')
    lost = device['pos'] - arrived
    # A lossy run has no speed.
    speed = arrived / 1e6 / connection['span'] if lost == 0 and connection['span'] else None
    return dict(mb_s=speed, lost=lost, corrupt=connection['corrupt'],
                cpu_ms_per_mb=1e9 * cpu['server'] / arrived if lost == 0 else None,
                server_percent=percent(cpu, 'server'), client_percent=percent(cpu, 'client'),
                user_share=cpu['user'] / max(cpu['user'] + cpu['system'], 1e-9), noise=cpu['noise'])


ROW = Row('throughput', run, ('fairlead', 'conserver', 'ser2net-tuned', 'openssh', 'openssh+conserver', 'conman',
                              'direct'), back_pressure=True)
