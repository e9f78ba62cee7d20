#!/usr/bin/python3
"""Devices that stream as fast as their ttys take it, in a process of their own.

flood.py FOLDER COUNT: makes FOLDER/tty01 … and says "ready". Standard input takes one JSON array a line: ["go", {"1":
LIMIT, …}] lets each line stream up to that position, ["release"] lifts the exclusive mode that a killed daemon left
behind, ["let go"] closes the ttys, which are held open until then: from now on a daemon that closes its own is a
hang-up, and counted. All are answered by one JSON object: {"NN": {"sent": …, "waiting": …, "hangups": …}}. End of input
ends the process.
"""

import json
import os
import pathlib
import random
import select
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from rig.devices import Device, bytes_waiting  # noqa: E402

# A prime, so that no power of two that a ring or a buffer is made of can be lost without being seen.
PERIOD = 65521
PIECE = 16384


def pattern(line):
    """What the line says over and over: bytes without zeros, so that what was read shows in a ring of zeros."""
    return bytes(random.Random(line).choices(range(1, 256), k=PERIOD)) * 2


def expected(text, position, length):
    """The bytes of position … position + length."""
    start = position % PERIOD
    return (text[start:start + PERIOD] * (length // PERIOD + 1))[:length]


class Flood:
    def __init__(self, folder, count):
        self.devices = {number: Device(pathlib.Path(folder) / f"tty{number:02}") for number in range(1, count + 1)}
        self.text = {number: memoryview(pattern(number)) for number in self.devices}
        self.sent = dict.fromkeys(self.devices, 0)
        self.limit = dict.fromkeys(self.devices, 0)
        self.hangups = dict.fromkeys(self.devices, 0)
        self.poll = select.poll()
        self.poll.register(0, select.POLLIN)
        self.number = {device.master: number for number, device in self.devices.items()}
        for master in self.number:
            self.poll.register(master, 0)

    def go(self, limits):
        for number, limit in limits.items():
            self.limit[int(number)] = limit
            self.poll.modify(self.devices[int(number)].master, select.POLLOUT)

    def counts(self):
        return {str(number): {"sent": self.sent[number], "hangups": self.hangups[number],
                              "waiting": bytes_waiting(device.slave) if device.slave >= 0 else None}
                for number, device in self.devices.items()}

    def feed(self, master):
        number = self.number[master]
        left = self.limit[number] - self.sent[number]
        if left <= 0:
            self.poll.modify(master, 0)
            return
        start = self.sent[number] % PERIOD
        self.sent[number] += self.devices[number].offer(self.text[number][start:start + min(left, PIECE)])

    def run(self):
        buffered = b""
        while True:
            for descriptor, events in self.poll.poll():
                if descriptor and events & (select.POLLHUP | select.POLLERR):
                    self.hangups[self.number[descriptor]] += 1
                    self.poll.modify(descriptor, 0)
                    time.sleep(0.001)
                    continue
                if descriptor:
                    self.feed(descriptor)
                    continue
                more = os.read(0, 65536)
                if not more:
                    return
                buffered += more
                while b"\n" in buffered:
                    line, buffered = buffered.split(b"\n", 1)
                    self.obey(*json.loads(line))

    def obey(self, word, limits=None):
        if word == "go":
            self.go(limits)
        for device in self.devices.values():
            if word == "release":
                device.release()
            elif word == "let go":
                os.close(device.slave)
                device.slave = -1
        print(json.dumps(self.counts()), flush=True)


if __name__ == "__main__":
    flood = Flood(sys.argv[1], int(sys.argv[2]))
    print("ready", flush=True)
    flood.run()
