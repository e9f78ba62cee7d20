"""48 lines at the speed of 921600 baud, a client on each: nothing lost, in order, and the log has the same bytes."""

import subprocess
import time

from conftest import need
from rig import clients, settings
from rig.daemon import until
from rig.devices import device_folder
from rig.numbered import Verifier
from rig.streams import Streams

RATE = 92160


def attached(streams, sessions):
    """Types one byte into every session and waits until every device has heard it."""
    for session in sessions:
        session.stdin.write(b"x")
    until(lambda: all(item["heard"] >= 1 for item in streams.stop().values()), 60, "every session attached")


def client_on(fairlead, keys, number, output):
    command = clients.openssh(fairlead, keys, fairlead.port(number), options=["-T"])
    with open(output, "wb") as target, open(f"{output}.err", "wb") as errors:
        return subprocess.Popen(
            [str(word) for word in command], stdin=subprocess.PIPE, stdout=target, stderr=errors, bufsize=0)


def test_48_lines_stream_and_nothing_is_lost(make_fairlead, keys, tmp_path):
    need("ssh")
    streams = Streams(device_folder(), 48, RATE)
    fairlead = make_fairlead(
        [settings.device_port(number, streams.path(number), line={"baud": 921600}) for number in streams.numbers])
    fairlead.start()
    outputs = {number: tmp_path / f"out{number:02}" for number in streams.numbers}
    sessions = {number: client_on(fairlead, keys, number, outputs[number]) for number in streams.numbers}
    try:
        attached(streams, sessions.values())
        streams.go()
        time.sleep(8)
        counts = streams.stop()
        for number, item in counts.items():
            until(lambda: outputs[number].stat().st_size >= item["sent"], 20, f"the last byte at client {number}")
        faults = []
        for number, item in counts.items():
            data = outputs[number].read_bytes()
            verifier = Verifier(number)
            verifier.feed(data)
            if (verifier.lost, verifier.repeated, verifier.corrupt, item["dropped"]) != (0, 0, 0, 0) \
                    or verifier.position != item["sent"] or len(data) != item["sent"]:
                faults.append(f"{verifier}, sent {item}")
            elif fairlead.raw_log(number) != data:
                faults.append(f"line {number}: the log differs from what the client saw")
        assert not faults, "\n".join(faults)
        assert min(item["sent"] for item in counts.values()) > 7 * RATE
    finally:
        for session in sessions.values():
            session.kill()
            session.wait()
            session.stdin.close()
        streams.close()
