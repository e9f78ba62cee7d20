"""A client that never reads: it costs no memory, nobody else's bytes, and no byte of the log."""

import contextlib
import os
import pathlib
import re
import select
import signal
import subprocess
import time

import pytest

from conftest import need
from rig import clients, settings
from rig.daemon import until
from rig.devices import device_folder
from rig.numbered import Verifier
from rig.ringfile import RingFile
from rig.streams import Streams

# What a line of 1,843,200 baud brings; the kernel holds a third of a second of it.
RATE = 184_320
SECONDS = 8
# Far less than what the line says meanwhile, and more than a busy process' memory trembles.
FLAT = 1 << 18


def memory(fairlead):
    """Bytes of the process that are its own: the proportional set without the rings, which are files in memory."""
    rollup = pathlib.Path(f"/proc/{fairlead.process.pid}/smaps_rollup").read_text()
    sizes = dict(re.findall(r"(Pss\w*): +(\d+)", rollup))
    return (int(sizes["Pss"]) - int(sizes["Pss_Shmem"])) * 1024


def socket_buffers(number):
    """Bytes that the kernel holds for connections of the daemon on that TCP number, in both directions."""
    done = subprocess.run(["ss", "-Htmn", "sport", "=", f":{number}"], capture_output=True, text=True, check=True)
    found = re.findall(r"skmem:\(r(\d+),rb\d+,t(\d+),tb\d+,f\d+,w(\d+)", done.stdout)
    assert found, done.stdout
    return sum(int(size) for one in found for size in one)


class Attached:
    """An ssh session whose output goes to a file, unless it is to be deaf."""

    def __init__(self, fairlead, keys, number, output):
        self.path = output
        self._file = open(output, "wb")
        self.process = subprocess.Popen(
            [str(word) for word in clients.openssh(fairlead, keys, fairlead.port(number), options=["-T"])],
            stdin=subprocess.PIPE, stdout=self._file, stderr=subprocess.PIPE, bufsize=0)

    def verified(self, number, sent):
        """What arrived, once all of it has; fails the test if it does not come."""
        until(lambda: self.path.stat().st_size >= sent, 20, f"the last byte of line {number} at its client")
        verifier = Verifier(number)
        verifier.feed(self.path.read_bytes())
        return verifier

    def close(self):
        with contextlib.suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGCONT)
        self.process.kill()
        self.process.wait()
        self._file.close()


@pytest.mark.parametrize("role", ["watcher", "writer"])
@pytest.mark.parametrize("flow", ["none", "rtscts"])
def test_a_client_that_never_reads(make_fairlead, keys, tmp_path, flow, role):
    need("ssh", "ss")
    held = flow == "rtscts" and role == "writer"
    streams = Streams(device_folder(), 2, RATE, strict=not held)
    fairlead = make_fairlead([
        settings.device_port(number, streams.path(number), line={"baud": 1_843_200, "flow": flow})
        for number in streams.numbers], log={"ring": "64KiB"}).start()
    with contextlib.ExitStack() as stack:
        stack.callback(streams.close)

        def attach(name, number):
            session = Attached(fairlead, keys, number, tmp_path / name)
            stack.callback(session.close)
            return session

        def heard(number):
            return streams.stop()[number]["heard"] == 1

        # The first who types is the writer; port 2 has somebody who reads.
        neighbor = attach("neighbor", 2)
        neighbor.process.stdin.write(b"x")
        first = attach("first", 1)
        first.process.stdin.write(b"x")
        until(lambda: heard(1) and heard(2), 15, "both writers attached")
        deaf = first
        if role == "watcher":
            deaf = attach("deaf", 1)
            assert b"alice" in deaf.process.stderr.readline()
        os.kill(deaf.process.pid, signal.SIGSTOP)
        streams.go()
        time.sleep(2)
        before = memory(fairlead)
        time.sleep(SECONDS - 2)
        grown, buffered = memory(fairlead) - before, socket_buffers(fairlead.port(1))
        counts = streams.stop()
        print(f"{flow}, deaf {role}: memory {grown:+} bytes, {buffered} bytes in socket buffers, {counts}")
        assert grown <= FLAT
        assert buffered <= FLAT
        # Port 2 does not notice.
        seen = neighbor.verified(2, counts[2]["sent"])
        assert (seen.lost, seen.repeated, seen.corrupt, counts[2]["dropped"]) == (0, 0, 0, 0), seen
        assert counts[2]["sent"] > (SECONDS - 1) * RATE
        if held:
            # The device was asked to wait, as flow control means it, and the writer loses nothing.
            assert counts[1]["sent"] < counts[2]["sent"] // 2
            os.kill(deaf.process.pid, signal.SIGCONT)
            seen = deaf.verified(1, counts[1]["sent"])
            assert (seen.lost, seen.repeated, seen.corrupt) == (0, 0, 0), seen
        else:
            assert counts[1]["dropped"] == 0
            assert counts[1]["sent"] > (SECONDS - 1) * RATE, "the line was held up"
            told_what_it_lost(deaf)
        if role == "watcher":
            seen = first.verified(1, counts[1]["sent"])
            assert (seen.lost, seen.repeated, seen.corrupt) == (0, 0, 0), seen
        assert_whole(fairlead, 1, counts[1]["sent"])


def told_what_it_lost(deaf):
    """Woken, it is told how much it lost."""
    os.kill(deaf.process.pid, signal.SIGCONT)
    told, end = b"", time.monotonic() + 20
    while not re.search(rb"\d+ \w*\s*bytes", told) and time.monotonic() < end:
        if select.select([deaf.process.stderr], [], [], 0.5)[0]:
            told += os.read(deaf.process.stderr.fileno(), 65536)
    assert re.search(rb"[1-9]", told), told


def assert_whole(fairlead, number, sent):
    """All that the device said went through the log, and what the ring still has of it is right."""
    ring = RingFile(fairlead.rings, number)
    until(lambda: ring.head >= sent, 10, "the last byte in the log")
    assert ring.head == sent
    ring.close()
    verifier = Verifier(number)
    verifier.feed(fairlead.raw_log(number))
    assert (verifier.lost, verifier.repeated, verifier.corrupt) == (0, 0, 0), verifier
    assert verifier.position == sent
