"""The stream is the wire's: every value passes, both ways, and nothing is added."""

import re
import subprocess
import time

from conftest import need
from rig import clients, settings
from rig.daemon import until
from rig.devices import device_folder
from rig.streams import Streams

EVERY_VALUE = bytes(range(256))


def test_all_256_values_pass_both_ways_without_a_pty(lines, keys):
    need("ssh")
    bench, fairlead = lines(1)
    sent = EVERY_VALUE * 64 + EVERY_VALUE[::-1] * 64
    came, told = clients.exchange(clients.openssh(fairlead, keys, fairlead.port(1), options=["-T"]), sent)
    assert bytes(bench[1].received) == sent
    assert came == sent, told
    assert fairlead.raw_log(1) == sent


def test_the_escape_is_no_escape_without_a_pty(lines, keys):
    need("ssh")
    bench, fairlead = lines(1)
    client = clients.start(clients.openssh(fairlead, keys, fairlead.port(1), options=["-T"]))
    for key in (b"\x05", b"c", b".", b"after"):
        client.stdin.write(key)
        time.sleep(0.05)
    bench[1].wait_for(b"\x05c.after")
    assert client.stdout.read(9) == b"\x05c.after"
    assert client.poll() is None
    client.kill()
    client.communicate()


def test_a_paste_with_the_escape_in_it_is_no_escape(lines, keys):
    need("ssh")
    bench, fairlead = lines(1)
    client = clients.start(clients.openssh(fairlead, keys, fairlead.port(1), options=["-tt"]))
    client.stdin.write(b"before \x05c. after\r")
    bench[1].wait_for(b"before \x05c. after\r")
    client.kill()
    client.communicate()


def test_a_device_that_talks_while_its_port_is_opened_hears_nothing(make_fairlead, tmp_path):
    streams = Streams(device_folder(), 4, 92160)
    ports = [settings.device_port(number, streams.path(number)) for number in streams.numbers]
    fairlead = make_fairlead(ports)
    streams.go()
    fairlead.start()
    until(lambda: fairlead.said().count("line is up") == 4, what="four lines up")
    until(lambda: len(fairlead.raw_log(4)) > 20_000, what="20,000 bytes in the log")
    fairlead.stop()
    counts = streams.stop()
    streams.close()
    assert {number: item["heard"] for number, item in counts.items()} == dict.fromkeys(counts, 0)


def test_the_first_call_on_a_tty_makes_it_raw_and_waits_for_nothing(make_bench, make_fairlead, tmp_path):
    need("strace")
    bench = make_bench(1)
    target = str(bench[1].path.resolve())
    trace = tmp_path / "trace"
    fairlead = make_fairlead(
        [settings.device_port(1, bench[1].path)],
        wrapper=["strace", "-f", "-qq", "-o", str(trace), "-e", "trace=openat,open,ioctl"])
    fairlead.spawn()
    opened = re.compile(r'open(?:at)?\(.*"(%s|%s)", ([A-Z_|]+).*\) = (\d+)' % (re.escape(target),
                                                                            re.escape(str(bench[1].path))))

    def calls():
        text = trace.read_text() if trace.exists() else ""
        match = opened.search(text)
        if not match:
            return None
        on_it = [line for line in text[match.end():].splitlines() if f"ioctl({match[3]}," in line]
        return (match[2], on_it) if on_it else None

    flags, on_it = until(calls, 20, "an ioctl on the tty")
    # strace passes no signal on: its child is stopped by the child's own pid.
    child = subprocess.run(["pgrep", "-P", str(fairlead.process.pid)], capture_output=True, text=True).stdout.split()[0]
    subprocess.run(["kill", child], check=True)
    fairlead.process.wait(15)
    assert set(flags.split("|")) >= {"O_RDWR", "O_NOCTTY", "O_NONBLOCK", "O_CLOEXEC"}
    assert re.search(r"TCSETS2?\b|SNDCTL_TMR_START", on_it[0]), on_it[:5]
