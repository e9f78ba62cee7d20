"""kill -9 at random moments while every line streams: what was read is in the log, in order, after every restart.

The kernel keeps what the daemon had not read yet, because the test holds each tty open as a machine's UART stays
powered. So in the end the log must hold every byte that the tty took. FAIRLEAD_KILLS says how often; `make fuzz
KILLS=500` is the long run, and it must have seen adoptions: bytes that lay in the ring between read() and the
moment the head moved past them.
"""

import os
import random
import re
import time

from rig import settings
from rig.daemon import until
from rig.devices import device_folder
from rig.numbered import RECORD, Verifier
from rig.streams import Streams

KILLS = int(os.environ.get("FAIRLEAD_KILLS", "60"))
LINES = int(os.environ.get("FAIRLEAD_KILL_LINES", "48"))
RATE = 92160
CHECK_EVERY = 5


class Ledger:
    """Follows one line's log through all restarts: windows of a ring must overlap and each be unbroken."""

    def __init__(self, number):
        self.number = number
        self.last = -1
        self.faults = []

    def check(self, data, when):
        verifier = Verifier(self.number)
        verifier.feed(data)
        if verifier.last is None:
            return 0
        if (verifier.lost, verifier.repeated, verifier.corrupt) != (0, 0, 0):
            self.faults.append(f"after kill {when}: {verifier}")
        if verifier.first > self.last + 1:
            self.faults.append(f"after kill {when}: records {self.last + 1}…{verifier.first - 1} are in no window")
        if verifier.last < self.last:
            self.faults.append(f"after kill {when}: ends at record {verifier.last}, had {self.last} before")
        self.last = max(self.last, verifier.last)
        return verifier.position


def test_nothing_that_was_read_is_lost_by_kill_9(make_fairlead, tmp_path, record_property):
    randomness = random.Random(os.environ.get("FAIRLEAD_SEED", "fairlead"))
    streams = Streams(device_folder(), LINES, RATE, strict=False)
    ledgers = {number: Ledger(number) for number in streams.numbers}
    fairlead = make_fairlead(
        [settings.device_port(number, streams.path(number), line={"baud": 921600}) for number in streams.numbers])
    fairlead.start()
    streams.go()
    for kill in range(1, KILLS + 1):
        time.sleep(randomness.uniform(0.02, 0.25))
        fairlead.kill()
        streams.release()
        fairlead.start()
        if kill % CHECK_EVERY == 0 or kill == KILLS:
            check(fairlead, streams, ledgers, kill)
    faults = [fault for ledger in ledgers.values() for fault in ledger.faults]
    adoptions = len(re.findall(r"adopted", fairlead.said()))
    record_property("kills", KILLS)
    record_property("adoptions", adoptions)
    print(f"{KILLS} kills, {adoptions} adoptions")
    streams.close()
    assert not faults, "\n".join(faults[:40])
    assert KILLS < 400 or adoptions > 0, "no kill fell between read() and the head: the test proved nothing about it"


def check(fairlead, streams, ledgers, kill):
    """Stops the wire, lets the daemon read what the kernel holds, compares, and starts the wire again."""
    counts = streams.stop()
    until(lambda: all(item["waiting"] == 0 for item in streams.stop().values()), 20, "an empty kernel queue")
    time.sleep(0.1)
    for number, item in counts.items():
        position = ledgers[number].check(fairlead.raw_log(number), kill)
        if position != item["sent"]:
            ledgers[number].faults.append(
                f"after kill {kill}: line {number} ends at {position} of {item['sent']} "
                f"({(item['sent'] - position) / RECORD:.1f} records missing)")
    streams.go()
