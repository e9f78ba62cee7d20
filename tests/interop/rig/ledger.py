"""Follows the logs of streaming lines through restarts: every byte is compared, none is sampled."""

import json
import pathlib
import subprocess
import sys
import time

from .daemon import until
from .devices import device_folder
from .flood import expected, pattern
from .ringfile import RingFile


class Flood:
    """The streaming process, seen from here."""

    def __init__(self, count):
        self.folder = device_folder()
        program = pathlib.Path(__file__).parent / "flood.py"
        self._process = subprocess.Popen(
            [sys.executable, "-B", program, self.folder, str(count)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        assert self._process.stdout.readline() == "ready\n"

    def path(self, number):
        return self.folder / f"tty{number:02}"

    def ask(self, *words):
        self._process.stdin.write(json.dumps(words) + "\n")
        self._process.stdin.flush()
        return {int(key): item for key, item in json.loads(self._process.stdout.readline()).items()}

    def close(self):
        self._process.stdin.close()
        self._process.wait(10)


class Ledger:
    """One line's log through all restarts: compared up to `position`, every byte of it."""

    def __init__(self, number):
        self.number, self.text = number, pattern(number)
        self.position = 0
        self.adoptions = self.adopted = 0
        self.faults = []

    def check(self, rings, when):
        """Compares what the dead daemon left: what it committed, and what it had read and could not."""
        ring = RingFile(rings, self.number)
        head, behind = ring.head, ring.uncommitted
        if head < self.position or ring.tail > self.position:
            self.faults.append(f"{when}: line {self.number} has {ring.tail}…{head}, was at {self.position}")
        elif ring.read(self.position, head + behind) != expected(
                self.text, self.position, head + behind - self.position):
            self.faults.append(f"{when}: line {self.number} differs in {self.position}…{head + behind}")
        self.position = head
        self.adoptions += behind > 0
        self.adopted += behind
        ring.close()
        return behind


def begin(fairlead, count):
    """Starts the daemon and waits until so many lines are read; returns how many seconds that took."""
    began = time.monotonic()
    seen = fairlead.log.stat().st_size if fairlead.log.exists() else 0
    fairlead.spawn()

    def up():
        with open(fairlead.log, "rb") as log:
            log.seek(seen)
            return log.read().count(b"line is up") >= count

    until(up, 20, f"{count} lines up")
    return time.monotonic() - began
