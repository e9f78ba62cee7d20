"""SSH over a link of 9.6 kbit/s, 700 ms there and back, 2 % loss: login, typing, Ctrl-C in a flood."""

import select
import subprocess
import statistics
import sys
import time

from .. import link
from ..cgroups import Meter
from ..connections import Connection, close_sessions, read_some
from .row import Row, Scale

LINK_PORT = 12900
BITS, ROUND_TRIP_MS, LOSS_PERCENT = 9600, 700, 2
FLOOD_RATE = 11520          # 115200 baud
LOGIN_LIMIT = 120
QUIET = 6.0


def read_for(session: Connection, seconds: float) -> bytes:
    """What arrives first within `seconds`; b'' when nothing does."""
    if not select.select([session.fileno()], [], [], max(0.0, seconds))[0]:
        return b''
    data = read_some(session)
    if data == b'':
        raise OSError('the session over the slow link ended')
    return data or b''


def type_key(session: Connection, key: bytes, limit: float) -> float:
    """Seconds until a key comes back."""
    start = time.monotonic()
    session.sock.sendall(key)
    while time.monotonic() < start + limit:
        if key in read_for(session, start + limit - time.monotonic()):
            return time.monotonic() - start
    raise OSError(f'no echo within {limit} s over the slow link')


def flood(rig, session: Connection, scale: Scale) -> dict:
    """Lets the device talk, sends Ctrl-C, and counts what still comes."""
    rig.command('stream', 1, FLOOD_RATE, 0, 1)
    seen = 0
    end = time.monotonic() + scale.flood_seconds
    while time.monotonic() < end:
        seen += len(read_for(session, end - time.monotonic()))
    session.sock.sendall(b'\x03')
    sent_at = last = time.monotonic()
    after = 0
    while time.monotonic() - last < QUIET and time.monotonic() - sent_at < scale.patience:
        data = read_for(session, 0.5)
        if data:
            after += len(data)
            last = time.monotonic()
    device = rig.stat(1)[0]
    over = time.monotonic() - last >= QUIET
    rig.command('stop', 1)
    # Not over in time: everything that the device had sent and the client has not seen is still on its way.
    on_its_way = device['pos'] - device['overrun'] - seen
    return dict(after_interrupt=after if over else None, over=over, still_to_come=0 if over else on_its_way - after,
                stop_s=device['interrupted'] - sent_at if device['interrupted'] else None)


def run(server, scale: Scale) -> dict:
    rig = server.rig
    proxy = subprocess.Popen(
        [sys.executable, link.__file__, str(LINK_PORT), str(server.session_address(1)), str(BITS),
         str(ROUND_TRIP_MS), str(LOSS_PERCENT), str(scale.seed)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=rig.client_group.join)
    proxy.stdout.readline()
    rig.command('echo', 1)
    meter = Meter(rig)
    session = server.connect_at(LINK_PORT, 1)
    session.sock.setblocking(False)
    try:
        login = type_key(session, b'#', LOGIN_LIMIT)
        trips = []
        for _ in range(scale.typed):
            trips.append(type_key(session, b'%', 60))
            time.sleep(0.5)
        result = flood(rig, session, scale)
    finally:
        close_sessions(rig, [session])
        proxy.stdin.close()
        proxy.wait(5)
    return dict(login_s=login, echo_p50_ms=1e3 * statistics.median(trips), echo_max_ms=1e3 * max(trips),
                noise=meter.stop()['noise']) | result


ROW = Row('lowband', run, ('fairlead', 'openssh', 'openssh+conserver'))
