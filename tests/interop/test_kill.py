"""kill -9 at random moments while 48 lines stream flat out: every byte that the ttys took is in the log once.

The kernel keeps what the daemon had not read yet, because the test holds each tty open as a machine's UART stays
powered. What the daemon had read is in its ring: before the head, or behind it when the kill fell between the kernel's
copy in read() and the store of the head. Then the next daemon must adopt it. How often that was so is counted in the
rings of the dead daemon, by a reader of the test's own, and must not be never.

Nothing is sampled: each byte is compared, because the devices stay half a ring ahead of the comparison at most.
FAIRLEAD_KILLS says how often; FAIRLEAD_SEED and FAIRLEAD_KILL_LINES are there to look into a failure.
"""

import json
import os
import random
import re
import time

from rig import settings
from rig.daemon import until
from rig.ledger import Flood, Ledger, begin

KILLS = int(os.environ.get("FAIRLEAD_KILLS", "500"))
LINES = int(os.environ.get("FAIRLEAD_KILL_LINES", "48"))
RING = 1 << 20
ADOPTED = re.compile(r"port (\d+): (\d+) bytes adopted")


def test_nothing_that_was_read_is_lost_by_kill_9(make_fairlead, record_property):
    randomness = random.Random(os.environ.get("FAIRLEAD_SEED", "fairlead"))
    flood = Flood(LINES)
    ledgers = {number: Ledger(number) for number in range(1, LINES + 1)}
    fairlead = make_fairlead(
        [settings.device_port(number, flood.path(number), line={"baud": 921600}) for number in ledgers],
        log={"ring": "1MiB"})
    needed = 0
    for kill in range(1, KILLS + 1):
        flood.ask("go", {number: ledger.position + RING // 2 for number, ledger in ledgers.items()})
        begin(fairlead, LINES)
        time.sleep(randomness.uniform(0, 0.04))
        fairlead.kill()
        # A list, because every line has to be looked at.
        needed += any([ledger.check(fairlead.rings, f"kill {kill}") for ledger in ledgers.values()])
        flood.ask("release")
    fairlead.start()
    until(lambda: all(item["waiting"] == 0 for item in flood.ask("go", {}).values()), 20, "an empty kernel queue")
    sent = flood.ask("go", {number: 0 for number in ledgers})
    until(lambda: all(item["waiting"] == 0 for item in flood.ask("go", {}).values()), 20, "an empty kernel queue")
    fairlead.stop()
    faults = []
    for number, ledger in ledgers.items():
        ledger.check(fairlead.rings, "the end")
        faults += ledger.faults
        if ledger.position != sent[number]["sent"]:
            faults.append(f"line {number} ends at {ledger.position}, its device sent {sent[number]['sent']}")
    flood.close()
    adopted = ADOPTED.findall(fairlead.said())
    figures = {"kills": KILLS, "kills that needed adoption": needed,
               "rings adopted": sum(ledger.adoptions for ledger in ledgers.values()),
               "bytes adopted": sum(ledger.adopted for ledger in ledgers.values()),
               "bytes compared": sum(ledger.position for ledger in ledgers.values())}
    record_property("figures", json.dumps(figures))
    print(figures)
    assert not faults, "\n".join(faults[:40])
    assert len(adopted) == figures["rings adopted"], "the daemons say otherwise"
    assert sum(int(count) for _, count in adopted) == figures["bytes adopted"]
    assert KILLS < 100 or needed > 0, "no kill fell between read() and the head: the test proved nothing about it"
