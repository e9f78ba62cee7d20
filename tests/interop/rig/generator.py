#!/usr/bin/python3
"""Streaming devices in a process of their own, so that a busy test never slows the wire.

generator.py FOLDER COUNT RATE strict|held: makes FOLDER/tty01 … and says "ready". A line "go" on standard input
starts the streams at RATE bytes a second each (strict: what a tty does not take at once is dropped and counted, as
a UART does; held: it is offered again, as a line with flow control does), "stop" stops them and prints one JSON
object: {"NN": {"sent": …, "dropped": …, "heard": …, "waiting": …}}; "release" lifts the exclusive mode that a
killed daemon left behind. End of input ends the process.
"""

import json
import os
import pathlib
import select
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))

from rig.devices import Device, bytes_waiting  # noqa: E402
from rig.numbered import stream  # noqa: E402

TICK = 0.008
MOST = 1 << 17
# A wire does not catch up: what a late tick would have to say at once beyond that is said later.
LATE = 3 * TICK


class Streams:
    def __init__(self, folder, count, rate, strict):
        self.strict = strict
        self.devices = {number: Device(pathlib.Path(folder) / f"tty{number:02}") for number in range(1, count + 1)}
        self.rate = rate
        self.sent = dict.fromkeys(self.devices, 0)
        self.dropped = dict.fromkeys(self.devices, 0)
        self.heard = dict.fromkeys(self.devices, 0)
        self.started = None
        self.ticked = 0.0
        self.base = dict.fromkeys(self.devices, 0)

    def go(self):
        self.started = self.ticked = time.monotonic()
        self.base = {number: self.sent[number] + self.dropped[number] for number in self.devices}

    def tick(self):
        now = time.monotonic()
        self.started += max(0, now - self.ticked - LATE)
        self.ticked = now
        due = int((now - self.started) * self.rate)
        for number, device in self.devices.items():
            # Positions count what the device wanted to say: what the tty did not take leaves a hole in the numbers.
            position = self.sent[number] + self.dropped[number]
            length = self.base[number] + due - position
            if length <= 0:
                continue
            length = min(length, MOST)
            taken = device.offer(stream(number, position, length))
            self.sent[number] += taken
            if self.strict:
                self.dropped[number] += length - taken

    def listen(self):
        """Counts what the daemon sent to a device, which nobody asked it to."""
        for number, device in self.devices.items():
            try:
                self.heard[number] += len(os.read(device.master, 65536))
            except (BlockingIOError, OSError):
                pass

    def stop(self):
        self.started = None
        self.listen()
        return {
            f"{number:02}": {"sent": self.sent[number], "dropped": self.dropped[number], "heard": self.heard[number],
                             "waiting": bytes_waiting(device.slave)}
            for number, device in self.devices.items()}

    def release(self):
        for device in self.devices.values():
            device.release()


def main():
    streams = Streams(sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), sys.argv[4] == "strict")
    print("ready", flush=True)
    buffered = b""
    while True:
        if select.select([0], [], [], TICK if streams.started else None)[0]:
            more = os.read(0, 4096)
            if not more:
                return
            buffered += more
            while b"\n" in buffered:
                word, buffered = buffered.split(b"\n", 1)
                if word == b"go":
                    streams.go()
                    print("went", flush=True)
                elif word == b"stop":
                    print(json.dumps(streams.stop()), flush=True)
                elif word == b"release":
                    streams.release()
                    print("released", flush=True)
        if streams.started:
            streams.tick()


if __name__ == "__main__":
    main()
