"""A daemon that ends and comes back under a service manager: the lines stay open, and their devices notice nothing.

The manager is the rig's own (rig/manager.py); it keeps descriptors as systemd's store does. The devices have nobody
else who holds their ttys open, so a tty that is closed anywhere on the way is a hang-up that they see and count.
"""

import json
import random
import time

import pytest

from rig import settings
from rig.daemon import until
from rig.ledger import Flood, Ledger, begin
from rig.manager import Manager

RING = 1 << 20
TIOCCBRK, TCFLSH, TCSETS2 = "0x5428", "0x540b", "0x402c542b"


@pytest.fixture
def manager(tmp_path):
    made = Manager(tmp_path)
    yield made
    made.close()


class Served:
    """A daemon with streaming lines under a manager."""

    def __init__(self, count, manager, make_fairlead):
        self.count, self.manager = count, manager
        self.flood = Flood(count)
        self.ledgers = {number: Ledger(number) for number in range(1, count + 1)}
        self.fairlead = make_fairlead(
            [settings.device_port(number, self.flood.path(number), line={"baud": 921600}) for number in self.ledgers])
        self.first = dict(self.fairlead.environment)

    def start(self, **environment):
        wrapper, given, numbers = self.manager.give({**self.first, **environment})
        self.fairlead.wrapper, self.fairlead.environment, self.fairlead.descriptors = wrapper, given, numbers
        begin(self.fairlead, self.count)

    def stream(self):
        return self.flood.ask(
            "go", {number: ledger.position + RING // 2 for number, ledger in self.ledgers.items()})

    def check(self, when):
        for ledger in self.ledgers.values():
            ledger.check(self.fairlead.rings, when)

    @property
    def faults(self):
        return [fault for ledger in self.ledgers.values() for fault in ledger.faults]


def test_no_byte_is_missing_at_the_device_and_it_sees_no_hang_up(manager, make_fairlead, record_property):
    randomness = random.Random("store")
    served = Served(48, manager.start(), make_fairlead)
    served.start()
    served.flood.ask("let go")
    until(lambda: manager.drain() or len(manager.kept) == 48, 10, "48 descriptors kept")
    kills = stops = 0
    for turn in range(50):
        served.stream()
        time.sleep(randomness.uniform(0, 0.04))
        if turn % 2:
            served.fairlead.kill()
            kills += 1
        else:
            assert served.fairlead.stop() == 0
            stops += 1
        served.check(f"end {turn}")
        served.start()
    # What was on the wire is read by the last daemon.
    sent = served.flood.ask("go", {number: 0 for number in served.ledgers})
    time.sleep(1)
    assert served.fairlead.stop() == 0
    served.check("the end")
    assert not served.faults, "\n".join(served.faults[:40])
    assert {number: ledger.position for number, ledger in served.ledgers.items()} \
        == {number: item["sent"] for number, item in sent.items()}
    assert sum(item["hangups"] for item in served.flood.ask("go", {}).values()) == 0
    manager.drain()
    # Each was put in once and never taken out: there was no moment in which a kill could have cost one.
    assert (len(manager.kept), manager.stored, manager.removed) == (48, 48, 0)
    assert manager.count("READY=1") >= stops
    assert manager.count("STOPPING=1") == stops + 1
    figures = {"kills": kills, "stops": stops,
               "bytes compared": sum(ledger.position for ledger in served.ledgers.values())}
    record_property("figures", json.dumps(figures))
    print(figures)
    served.flood.close()


def test_the_first_call_on_a_line_that_was_kept_ends_a_break_and_none_drops_anything(
        manager, make_fairlead, ioctl_recorder, tmp_path):
    served = Served(4, manager.start(), make_fairlead)
    served.start()
    until(lambda: manager.drain() or len(manager.kept) == 4, 10, "4 descriptors kept")
    served.fairlead.kill()
    record = tmp_path / "ioctls"
    served.start(LD_PRELOAD=str(ioctl_recorder), IOCTL_RECORD=str(record))
    calls = {}
    for line in record.read_text().splitlines():
        path, request = line.split()
        calls.setdefault(path, []).append(request)
    assert len(calls) == 4
    for made in calls.values():
        assert made[0] == TIOCCBRK, made
        assert TCFLSH not in made and TCSETS2 not in made, made
    served.flood.close()


def test_a_manager_that_is_slow_to_read_gets_everything_in_the_end(manager, make_fairlead):
    """Its socket holds ten messages; 48 descriptors and READY=1 want to go there."""
    served = Served(48, manager, make_fairlead)
    served.fairlead.environment = dict(served.first, NOTIFY_SOCKET=str(manager.path))
    begin(served.fairlead, 48)
    manager.start()
    until(lambda: manager.drain() or len(manager.kept) == 48, 10, "48 descriptors kept")
    assert manager.count("READY=1") == 1
    served.flood.close()


def test_the_watchdog_hears_from_the_loop(manager, make_fairlead):
    served = Served(1, manager.start(), make_fairlead)
    served.start(WATCHDOG_USEC="200000")
    time.sleep(2)
    manager.drain()
    assert 15 <= manager.count("WATCHDOG=1") <= 25
    served.flood.close()


def test_what_is_kept_for_a_port_that_has_another_device_now_is_let_go(manager, make_fairlead):
    served = Served(3, manager.start(), make_fairlead)
    served.start()
    until(lambda: manager.drain() or len(manager.kept) == 3, 10, "3 descriptors kept")
    served.flood.ask("let go")
    served.fairlead.kill()
    # Port 2 is gone and port 3 has its device; port 3's own is nobody's.
    served.fairlead.settings["port"] = [
        settings.device_port(1, served.flood.path(1)), settings.device_port(3, served.flood.path(2))]
    served.fairlead.write_settings()
    served.count = 2
    served.start()
    until(lambda: manager.drain() or sorted(manager.kept) == ["port1", "port3"], 10, "two descriptors kept")
    until(lambda: served.flood.ask("go", {})[3]["hangups"], 5, "the third hung up")
    assert served.flood.ask("go", {})[1]["hangups"] == 0
    served.flood.close()
