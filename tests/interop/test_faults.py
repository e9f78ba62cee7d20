"""What goes wrong in a rack, and what it must cost: the port it happens to, and nobody else."""

import asyncio
import contextlib
import fcntl
import os
import pathlib
import re
import shutil
import socket
import subprocess
import time

import pytest

from conftest import need
from rig import asyncclient, clients, settings
from rig.daemon import BINARY, until
from rig.devices import device_folder
from rig.numbered import Verifier
from rig.streams import Streams

TIOCVHANGUP = 0x5437


def greets(number):
    """True if an SSH server of ours answers on that TCP number."""
    try:
        with socket.create_connection(("127.0.0.1", number), 1) as peer:
            peer.settimeout(1)
            return peer.recv(4) == b"SSH-"
    except OSError:
        return False


def echoes(fairlead, keys, number, user="alice"):
    came, _ = clients.exchange(
        clients.openssh(fairlead, keys, fairlead.port(number), user, ["-T"]), b"ping", seconds=5)
    return came == b"ping"


def test_a_tcp_number_already_taken_costs_one_port_and_only_while_it_is_taken(make_bench, make_fairlead, keys):
    bench = make_bench(48)
    fairlead = make_fairlead([settings.device_port(number, device.path) for number, device in bench])
    with socket.socket() as squatter:
        squatter.bind(("127.0.0.1", fairlead.port(5)))
        squatter.listen()
        fairlead.start()
        until(lambda: all(greets(fairlead.port(number)) for number in range(1, 49) if number != 5), 10,
              "47 ports serving")
        assert not greets(fairlead.port(5))
        assert echoes(fairlead, keys, 48)
        # The port itself works and can be reached by its name.
        command = clients.openssh(fairlead, keys, fairlead.cli, "alice:db5", ["-T"])
        assert clients.exchange(command, b"ping")[0] == b"ping"
    until(lambda: greets(fairlead.port(5)), 30, "the port back on its freed number")
    assert echoes(fairlead, keys, 5)


def test_a_device_that_vanishes_and_returns_keeps_its_session(lines, keys):
    bench, fairlead = lines(2)

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(1)) as connection:
            session = await asyncclient.attach(connection)
            session.stdin.write(b"before")
            await asyncclient.read_until(session.stdout, b"before")
            bench.pull_out(1)
            told = await asyncclient.read_until(session.stderr, b"\n")
            assert told.strip()
            assert await asyncio.to_thread(echoes, fairlead, keys, 2)
            bench.plug_in(1)
            await asyncclient.read_until(session.stderr, b"\n", 30)
            session.stdin.write(b"after")
            await asyncclient.read_until(session.stdout, b"after")

    asyncio.run(scenario())
    assert b"after" in bench[1].received


def test_a_hang_up_by_somebody_else_is_survived_and_told(lines, keys):
    """What `vhangup` of a getty or of an administrator does to a line: each open descriptor is dead from then on."""
    bench, fairlead = lines(2)

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(1)) as connection:
            session = await asyncclient.attach(connection)
            session.stdin.write(b"before")
            await asyncclient.read_until(session.stdout, b"before")
            try:
                fcntl.ioctl(bench[1].slave, TIOCVHANGUP)
            except PermissionError:
                pytest.skip("may not hang up a terminal")
            told = await asyncclient.read_until(session.stderr, b"line is up")
            assert b"line is down" in told
            session.stdin.write(b"after")
            await asyncclient.read_until(session.stdout, b"after")

    asyncio.run(scenario())
    assert echoes(fairlead, keys, 2)
    assert fairlead.said().count("line is down") == 1


def test_a_device_that_is_not_there_at_the_start_comes_later(make_bench, make_fairlead, keys):
    bench = make_bench(2)
    bench.pull_out(1)
    fairlead = make_fairlead([settings.device_port(number, device.path) for number, device in bench]).start()
    assert echoes(fairlead, keys, 2)
    bench.plug_in(1)
    until(lambda: echoes(fairlead, keys, 1), 30, "the device serving")


def test_a_vanished_line_costs_nothing(lines):
    """EOF on a descriptor that stays in epoll would spin."""
    bench, fairlead = lines(4)
    assert locks_of(fairlead) == 4
    for number in (1, 2, 3):
        bench.pull_out(number)
    # Nor is its name kept from others, who may be given it now.
    until(lambda: locks_of(fairlead) == 1, 5, "three locks given back")
    time.sleep(1)
    before = cpu(fairlead)
    time.sleep(3)
    assert cpu(fairlead) - before < 0.15


def locks_of(fairlead):
    """How many UUCP lock files name the daemon."""
    files = pathlib.Path("/var/lock").glob("LCK..*")
    return sum(path.read_text().strip() == str(fairlead.process.pid) for path in files)


def cpu(fairlead):
    with open(f"/proc/{fairlead.process.pid}/stat") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def test_500_sessions_each_see_what_their_device_says(lines, keys):
    bench, fairlead = lines(48)
    # Two connections a port, five sessions on each, and one more on twenty of them.
    plan = [(index % 48 + 1, 6 if index < 20 else 5) for index in range(96)]

    async def scenario():
        async with contextlib.AsyncExitStack() as stack:
            sessions = []
            for number, channels in plan:
                connection = await stack.enter_async_context(asyncclient.connected(keys, fairlead.port(number)))
                for session in await asyncio.gather(*(asyncclient.attach(connection) for _ in range(channels))):
                    sessions.append((number, session))
            assert len(sessions) == 500
            # Until a session is attached it sees nothing, so the devices talk until everybody has seen a whole line.
            talking = asyncio.create_task(talk())
            await asyncio.gather(*(
                asyncclient.read_until(session.stdout, b"<console %02d>" % number, 60) for number, session in sessions))
            talking.cancel()

    async def talk():
        while True:
            for number, device in bench:
                device.say(b"<console %02d>" % number)
            await asyncio.sleep(0.25)

    asyncio.run(scenario())
    assert fairlead.process.poll() is None
    assert echoes(fairlead, keys, 48)


def test_the_second_daemon_on_a_state_directory_names_the_first(lines, make_fairlead):
    _, first = lines(1)
    second = make_fairlead([])
    second.state = first.state
    second.spawn()
    assert second.process.wait(15) == 1
    assert str(first.process.pid) in second.said()
    assert first.process.poll() is None


@pytest.fixture
def small_tmpfs(tmp_path):
    """A wrapper that runs a command with RUNTIME_DIRECTORY on a tmpfs of that many KiB."""
    def make(kilobytes):
        need("unshare")
        probe = subprocess.run(["unshare", "-m", "true"], capture_output=True)
        if probe.returncode:
            pytest.skip("may not make a mount namespace")
        return ["unshare", "-m", "sh", "-c",
                f'mount -t tmpfs -o size={kilobytes}k tmpfs "$RUNTIME_DIRECTORY" && exec "$@"', "sh"]
    return make


def test_a_tmpfs_too_small_for_the_rings_costs_the_ports_that_did_not_fit(
        make_bench, make_fairlead, keys, small_tmpfs):
    bench = make_bench(4)
    fairlead = make_fairlead(
        [settings.device_port(number, device.path) for number, device in bench], wrapper=small_tmpfs(2600)).start()
    for number in (1, 2):
        assert echoes(fairlead, keys, number)
    for number in (3, 4):
        assert not echoes(fairlead, keys, number)
        why = next(line for line in fairlead.said().splitlines() if f"port {number:02}: " in line)
        assert re.search(r"1 ?MiB|1048576|1183744", why), why
    # They come up by themselves when there is room.
    subprocess.run(
        ["nsenter", "-t", str(fairlead.process.pid), "-m", "mount", "-o", "remount,size=16m", fairlead.rings],
        check=True)
    until(lambda: fairlead.said().count("line is up") == 4, 15, "all lines up")
    for number in (1, 2, 3, 4):
        assert echoes(fairlead, keys, number)


def test_a_tmpfs_that_somebody_fills_while_lines_stream_loses_nothing(
        make_fairlead, keys, small_tmpfs, tmp_path):
    streams = Streams(device_folder(), 2, 92160)
    fairlead = make_fairlead(
        [settings.device_port(number, streams.path(number)) for number in streams.numbers],
        wrapper=small_tmpfs(4096)).start()
    until(lambda: fairlead.said().count("line is up") == 2, what="two lines up")
    streams.go()
    inside = f"/proc/{fairlead.process.pid}/root{fairlead.rings}/filler"
    with contextlib.suppress(OSError), open(inside, "wb", buffering=0) as filler:
        while filler.write(b"x" * 4096):
            pass
    assert shutil.disk_usage(os.path.dirname(inside)).free == 0
    time.sleep(3)
    counts = streams.stop()
    time.sleep(0.5)
    for number in streams.numbers:
        # The log is read inside the daemon's own view of the file system.
        done = subprocess.run(
            ["nsenter", "-t", str(fairlead.process.pid), "-m", *map(str, (
                BINARY, "log", number, "--raw", "--state", fairlead.state))],
            capture_output=True, env=dict(os.environ, **fairlead.environment))
        verifier = Verifier(number)
        verifier.feed(done.stdout)
        assert verifier.position == counts[number]["sent"], (verifier, done.stderr)
        assert (verifier.lost, verifier.repeated, verifier.corrupt) == (0, 0, 0)
    streams.close()


def test_a_break_sequence_on_port_1_leaves_the_echo_on_port_2_alone(make_bench, make_fairlead, keys):
    """Two seconds of pauses on port 1; port 2 answers as if there were none."""
    bench = make_bench(2)
    ports = [settings.device_port(number, device.path) for number, device in bench]
    ports[0]["breaks"] = ["slow"]
    slow = {"name": "slow", "sequence": "a\\d\\d\\d\\d\\d\\d\\d\\db", "confirm": False}
    fairlead = make_fairlead(ports, **{"break": [slow]}).start()

    async def worst_echo(session, seconds):
        worst, end = 0.0, time.monotonic() + seconds
        while time.monotonic() < end:
            start = time.monotonic()
            session.stdin.write(b"x")
            await asyncclient.read_until(session.stdout, b"x")
            worst = max(worst, time.monotonic() - start)
        return worst

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(1)) as one, \
                asyncclient.connected(keys, fairlead.port(2)) as two:
            first, second = await asyncclient.attach(one, True), await asyncclient.attach(two)
            second.stdin.write(b"x")
            await asyncclient.read_until(second.stdout, b"x")
            quiet = await worst_echo(second, 1.5)
            for key in (b"\x05", b"c", b"l", b"1"):
                first.stdin.write(key)
                await asyncio.sleep(0.05)
            await asyncio.to_thread(bench[1].wait_for, b"a")
            during = await worst_echo(second, 1.5)
            assert b"b" not in bench[1].received
            await asyncio.to_thread(bench[1].wait_for, b"b")
            return quiet, during

    quiet, during = asyncio.run(scenario())
    print(f"worst echo {quiet * 1000:.1f} ms when quiet, {during * 1000:.1f} ms during the sequence")
    # A pause that was waited for on the loop would be seen as 250 ms.
    assert during < quiet + 0.1


def test_connections_that_never_authenticate_keep_nobody_out(lines, keys):
    _, fairlead = lines(1)
    with contextlib.ExitStack() as stack:
        for _ in range(100):
            with contextlib.suppress(OSError):
                stack.enter_context(socket.create_connection(("127.0.0.1", fairlead.port(1)), 2))
        assert until(lambda: echoes(fairlead, keys, 1), 20, "a login beside 100 mute connections")
    assert fairlead.process.poll() is None

