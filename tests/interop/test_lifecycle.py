"""Starting, stopping, standing still."""

import asyncio
import contextlib
import os
import time

from rig import asyncclient, clients
from rig.daemon import accepts, until


def test_sigterm_stops_cleanly_and_sessions_are_told(lines, keys):
    _, fairlead = lines(2)

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(1)) as connection:
            session = await asyncclient.attach(connection)
            session.stdin.write(b"x")
            await asyncclient.read_until(session.stdout, b"x")
            fairlead.process.terminate()
            told = await asyncio.wait_for(session.stderr.read(), 10)
            await asyncio.wait_for(session.wait_closed(), 10)
            return told

    told = asyncio.run(scenario())
    assert fairlead.process.wait(10) == 0
    assert told.strip(), "the session was not told"
    assert not accepts(fairlead.port(1), 0.2)


def test_a_restart_serves_the_same_log(lines, keys):
    bench, fairlead = lines(1)
    bench[1].say(b"before the restart\r\n")
    until(lambda: b"before the restart" in fairlead.raw_log(1))
    assert fairlead.stop() == 0
    assert b"before the restart" in fairlead.raw_log(1)
    bench.release()
    fairlead.start()
    bench[1].say(b"after it\r\n")
    until(lambda: fairlead.raw_log(1) == b"before the restart\r\nafter it\r\n", what="both in the log")


def test_the_host_key_stays(lines, keys):
    bench, fairlead = lines(1)
    first = clients.fingerprint(fairlead.cli)
    fairlead.stop()
    bench.release()
    fairlead.start()
    assert clients.fingerprint(fairlead.cli) == first
    assert clients.fingerprint(fairlead.port(1)) == first


def test_nothing_listens_that_was_not_asked_for(lines):
    _, fairlead = lines(3)
    inodes = {}
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in open(f"/proc/{fairlead.process.pid}/net/{table}").read().splitlines()[1:]:
            field = line.split()
            if table.startswith("udp") or field[3] == "0A":
                inodes[field[9]] = (table, int(field[1].rsplit(":", 1)[1], 16))
    mine = set()
    for entry in os.listdir(f"/proc/{fairlead.process.pid}/fd"):
        target = os.readlink(f"/proc/{fairlead.process.pid}/fd/{entry}")
        if target.startswith("socket:[") and target[8:-1] in inodes:
            mine.add(inodes[target[8:-1]])
    assert mine == {("tcp", fairlead.cli), *(("tcp", fairlead.port(number)) for number in (1, 2, 3))}


def test_idle_means_idle(lines, keys):
    """48 ports and 48 sessions with nothing moving: fewer than 5 wake-ups a second."""
    _, fairlead = lines(48)

    async def scenario():
        async with contextlib.AsyncExitStack() as stack:
            for number in range(1, 49):
                connection = await stack.enter_async_context(asyncclient.connected(keys, fairlead.port(number)))
                session = await asyncclient.attach(connection)
                session.stdin.write(b"x")
                await asyncclient.read_until(session.stdout, b"x")
            await asyncio.sleep(3)
            before, start = fairlead.wakeups(), time.monotonic()
            await asyncio.sleep(6)
            return (fairlead.wakeups() - before) / (time.monotonic() - start)

    assert asyncio.run(scenario()) < 5
