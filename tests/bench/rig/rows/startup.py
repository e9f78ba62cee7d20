"""From exec until every listener accepts."""

from ..cgroups import Meter
from .row import Row, Scale


def run(server, scale: Scale) -> dict:
    server.configure()
    server.rig.command('raw', 'all')
    meter = Meter(server.rig)
    server.spawn()
    ready = server.wait_ready()
    cpu = meter.stop()
    return dict(ready_ms=1e3 * ready, listeners=len(server.listeners()), cpu_ms=1e3 * cpu['server'],
                noise=cpu['noise'])


ROW = Row('startup', run, ('fairlead', 'conserver', 'ser2net-tuned', 'openssh', 'openssh+conserver', 'conman'),
          starts=False)
