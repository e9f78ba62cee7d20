"""48 ports at 921600 baud, strict, one session each, everything logged."""

import time

from ..cgroups import Meter, percent
from ..connections import Fdbench, close_sessions, open_sessions, total
from ..memory import memory
from ..stream import stream_bytes
from .row import LINE_RATE, Row, Scale, whole_lines

LOG_TAIL = 32768


def log_has_end(server, port: int, sent: int) -> bool | None:
    """Whether the log of a port ends with the stream's last bytes; None without a log."""
    if not server.logs:
        return None
    tail = stream_bytes(port, sent - LOG_TAIL, LOG_TAIL)
    return server.read_log(port).endswith(tail)


def run(server, scale: Scale) -> dict:
    rig = server.rig
    ports = server.ports
    sessions = open_sessions(server, [(n, False) for n in range(1, ports + 1)])
    sink = Fdbench(rig, 'sink', sessions, '-T', scale.seconds + 60)
    time.sleep(0.1)
    meter = Meter(rig)
    sent = whole_lines(LINE_RATE * scale.seconds)
    rig.command('stream', f'1-{ports}', LINE_RATE, sent, 1)
    time.sleep(scale.seconds / 2)
    used = memory(server)
    stats = rig.wait_streams(f'1-{ports}', scale.seconds + 20)
    cpu = meter.stop()
    time.sleep(0.5)
    result = sink.stop()
    position = sum(s['pos'] for s in stats)
    arrived = total(result, 'payload')
    logged = log_has_end(server, 1, sent) if not any(s['overrun'] for s in stats) else None
    close_sessions(rig, sessions)
    return dict(lost=position - arrived, overrun=sum(s['overrun'] for s in stats), corrupt=total(result, 'corrupt'),
                repeated=total(result, 'repeated'), cpu_percent=percent(cpu, 'server'),
                cpu_ms_per_mb=1e9 * cpu['server'] / max(arrived, 1), client_percent=percent(cpu, 'client'),
                logged=logged, pss_mb=used['pss_kb'] / 1024, processes=used['processes'], noise=cpu['noise'])


ROW = Row('multi', run, ('fairlead', 'conserver', 'ser2net-tuned', 'openssh', 'openssh+conserver', 'conman'))
