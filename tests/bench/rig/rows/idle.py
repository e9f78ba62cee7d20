"""48 ports, 48 sessions, nothing moving: what does it cost?"""

import time

from ..cgroups import Meter, percent
from ..connections import close_sessions, open_sessions
from ..memory import context_switches
from .row import Row, Scale


def run(server, scale: Scale) -> dict:
    rig = server.rig
    sessions = open_sessions(server, [(n, False) for n in range(1, server.ports + 1)], light=True)
    time.sleep(2)
    pids = rig.server_group.pids()
    before = context_switches(pids)
    meter = Meter(rig)
    time.sleep(scale.idle_seconds)
    cpu = meter.stop()
    switches = context_switches(pids) - before
    close_sessions(rig, sessions)
    return dict(cpu_percent=percent(cpu, 'server'), wakeups_s=switches / cpu['wall'], noise=cpu['noise'])


ROW = Row('idle', run, ('fairlead', 'conserver', 'ser2net-tuned', 'openssh', 'openssh+conserver', 'conman'))
