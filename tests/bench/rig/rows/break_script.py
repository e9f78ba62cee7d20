"""A break sequence with pauses runs on port 1: the worst echo on port 2 meanwhile."""

import time

from ..cgroups import Meter
from ..connections import Fdbench, await_stream, close_sessions, drain, open_sessions
from .row import Row, Scale

SCRIPT = r'\d\d\d\d\dX'         # five pauses of 250 ms, then a character that proves it ran
KEYS = 600
GAP_US = 2000


def run(server, scale: Scale) -> dict:
    rig = server.rig
    keys = open_sessions(server, [(2, False)])
    if hasattr(server, 'connect_terminal'):
        operators = [server.connect_terminal(1)]
        if await_stream(rig, operators):
            raise OSError('the session with a terminal saw no data')
        drain(operators)
        rig.command('reset', 1)
    else:
        operators = open_sessions(server, [(1, False)])
    rig.command('echo', 2)
    meter = Meter(rig)
    before = Fdbench(rig, 'echo', keys, '-n', KEYS, '-g', GAP_US).result()
    during = Fdbench(rig, 'echo', keys, '-n', KEYS, '-g', GAP_US)
    time.sleep(0.2)
    server.break_script(operators[0])
    result = during.result()
    time.sleep(1.5)
    cpu = meter.stop()
    ran = rig.stat(1)[0]['rx'] > 0
    close_sessions(rig, keys + operators)
    if not ran:
        raise RuntimeError('the break sequence did not run')
    return dict(before_p99_us=before['p99_us'], before_max_us=before['max_us'], during_p99_us=result['p99_us'],
                during_max_us=result['max_us'], worst_ratio=result['max_us'] / before['max_us'],
                noise=cpu['noise'])


ROW = Row('break', run, ('fairlead', 'conserver', 'openssh+conserver'), with_break=True)
