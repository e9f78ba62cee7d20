"""The every-door walk: doors × acts × ports × {allowed, denied}, from the table in doors.toml."""

import asyncio
import contextlib
import itertools
import json
import os
import pathlib
import subprocess
import tomllib

import pytest

from rig import asyncclient, settings
from rig.daemon import BINARY, Fairlead
from rig.devices import Bench

TABLE = tomllib.loads((pathlib.Path(__file__).parent / "doors.toml").read_text())
ROWS = [(door, act, row) for door, acts in TABLE.items() for act, row in acts.items() if "probe" in row]
RIGHT = {"LogInput": "log-input"}
_marks = itertools.count(1)
PATIENCE = 1.5


def right(act):
    return RIGHT.get(act, act.lower())


def subjects(door, act, row):
    """Who comes: (user, rights, port, may). Port 1 is in the user's rule, port 2 is not."""
    stem = f"{door}-{act}".lower()
    allowed = sorted({right(act), *row.get("needs", [])})
    everything_else = [name for name in settings.EVERYTHING if name != right(act)]
    never = row.get("never", False)
    return [(f"may-{stem}", allowed, 1, not never), (f"may-{stem}", allowed, 2, False),
            (f"not-{stem}", everything_else, 1, False)]


WALK = [(door, row["probe"], user, port, may)
        for door, act, row in ROWS if door != "LocalSocket"
        for user, _, port, may in subjects(door, act, row)]
LOCAL = [(row["probe"], name, may) for door, _, row in ROWS if door == "LocalSocket"
         for name, may in (("root", True), ("stranger", False))]


class House:
    """The daemon under the walk, with what its devices heard and its breaks."""

    def __init__(self, folder, keys, breaks):
        self.keys = keys
        self.record = folder / "breaks"
        self.bench = Bench(folder / "dev", 2, behave=None)
        users, rules = [settings.user("holder", keys.public, groups=[])], [settings.rule("holder", settings.EVERYTHING)]
        for door, act, row in ROWS:
            for name, rights in {(user, tuple(rights)) for user, rights, _, _ in subjects(door, act, row)}:
                users.append(settings.user(name, keys.public, groups=[]))
                rules.append(settings.rule(name, rights, ["db1"]))
        ports = [settings.device_port(number, device.path) for number, device in self.bench]
        self.fairlead = Fairlead(
            folder / "daemon", ports, users, rules, watch=True,
            environment={"LD_PRELOAD": str(breaks), "BREAK_RECORD": str(self.record)}).start()

    def broken(self, number):
        tty = os.readlink(self.bench[number].path)
        text = self.record.read_text() if self.record.exists() else ""
        return text.count(f"{tty} on")

    async def say(self, door, user, *words, seconds=10):
        """One command through a door; what it printed on its standard output."""
        if door == "LocalSocket":
            stranger = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] if user == "stranger" else []
            command = [*stranger, BINARY, *words, "--state", self.fairlead.state]
            try:
                done = await asyncio.to_thread(
                    subprocess.run, command, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds)
            except subprocess.TimeoutExpired as late:
                return late.stdout or b""
            return done.stdout
        async with asyncclient.connected(self.keys, self.fairlead.cli, user) as connection:
            done = await connection.run(" ".join(words), encoding=None, timeout=seconds)
            return done.stdout

    @contextlib.asynccontextmanager
    async def through(self, door, user, port, terminal=False, word="connect"):
        """A session on the port through that door; None where the door stays shut."""
        number, name, command = {
            "SshPort": (self.fairlead.port(port), user, None),
            "SshWatch": (self.fairlead.watch_port(port), user, None),
            "SshSelector": (self.fairlead.cli, f"{user}:db{port}", None),
            "SshCommand": (self.fairlead.cli, user, f"{word} db{port}"),
        }[door]
        async with contextlib.AsyncExitStack() as stack:
            try:
                connection = await stack.enter_async_context(asyncclient.connected(self.keys, number, name))
                session = await asyncio.wait_for(connection.create_process(
                    command, encoding=None, term_type="xterm" if terminal else None), 10)
            except (asyncclient.asyncssh.Error, ConnectionError):
                yield None, None
                return
            yield connection, session


@pytest.fixture(scope="module")
def house(tmp_path_factory, keys, break_recorder):
    made = House(tmp_path_factory.mktemp("doors"), keys, break_recorder)
    yield made
    made.fairlead.close()
    made.bench.close()


def mark():
    return b"<mark %06d>" % next(_marks)


async def hears(stream, wanted, say=None):
    """True if those bytes come within the time that a refusal is given; `say` is done again and again."""
    seen, end = b"", asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < end:
        if say:
            say()
        with contextlib.suppress(asyncio.TimeoutError):
            data = await asyncio.wait_for(stream.read(65536), 0.1)
            seen += data
            if wanted in seen:
                return True
            if not data:
                return False
    return False


async def reaches(condition):
    end = asyncio.get_running_loop().time() + PATIENCE
    while asyncio.get_running_loop().time() < end:
        if condition():
            return True
        await asyncio.sleep(0.05)
    return False


async def type_keys(session, *keys):
    with contextlib.suppress(BrokenPipeError, ConnectionError):
        for key in keys:
            session.stdin.write(key)
            await asyncio.sleep(0.05)


async def sees(house, door, user, port):
    async with house.through(door, user, port, word="watch") as (_, session):
        word = mark()
        return bool(session) and await hears(session.stdout, word, lambda: house.bench[port].say(word))


async def types(house, door, user, port):
    async with house.through(door, user, port) as (_, session):
        if not session:
            return False
        word = mark()
        await type_keys(session, word)
        return await reaches(lambda: word in house.bench[port].received)


async def breaks(house, door, user, port):
    before = house.broken(port)
    async with house.through(door, user, port) as (_, session):
        if not session:
            return False
        await asyncio.sleep(0.3)
        with contextlib.suppress(Exception):
            session.channel.send_break(500)
        if await reaches(lambda: house.broken(port) > before):
            return True
    async with house.through(door, user, port, terminal=True) as (_, session):
        if not session:
            return False
        await asyncio.sleep(0.3)
        await type_keys(session, b"\x05", b"c", b"l", b"0", b"y")
        return await reaches(lambda: house.broken(port) > before)


async def takes_over(house, door, user, port):
    async with house.through("SshPort", "holder", port) as (_, holder):
        word = mark()
        holder.stdin.write(word)
        assert await reaches(lambda: word in house.bench[port].received)
        async with house.through(door, user, port, terminal=True) as (_, session):
            if not session:
                return False
            await asyncio.sleep(0.3)
            await type_keys(session, b"\x05", b"c", b"f", b"y")
            word = mark()
            await type_keys(session, word)
            return await reaches(lambda: word in house.bench[port].received)


async def replays(house, door, user, port):
    word = mark()
    house.bench[port].say(b"\r\n" + word + b"\r\n")
    await reaches(lambda: word in house.fairlead.raw_log(port))
    async with house.through(door, user, port, terminal=True) as (_, session):
        if not session:
            return False
        await asyncio.sleep(0.3)
        await type_keys(session, b"\x05", b"c", b"r")
        return await hears(session.stdout, word)


async def disables(house, door, user, port):
    async with house.through(door, user, port, terminal=True) as (_, session):
        if not session:
            return False
        await asyncio.sleep(0.3)
        await type_keys(session, b"\x05", b"c", b"d", b"y")
        word = mark()
        house.bench[port].say(word)
        done = not await reaches(lambda: word in house.fairlead.raw_log(port))
    if done:
        async with house.through("SshPort", "holder", port, terminal=True) as (_, holder):
            await asyncio.sleep(0.3)
            await type_keys(holder, b"\x05", b"c", b"o", b"y")
            word = mark()
            end = asyncio.get_running_loop().time() + 10
            while word not in house.fairlead.raw_log(port):
                assert asyncio.get_running_loop().time() < end, "the port did not come back"
                house.bench[port].say(word)
                await asyncio.sleep(0.1)
    return done


async def forwards(house, door, user, port):
    async with house.through(door, user, port) as (connection, _):
        if not connection:
            return False
        try:
            await asyncio.wait_for(connection.open_connection("127.0.0.1", house.fairlead.cli), 5)
        except (asyncclient.asyncssh.ChannelOpenError, asyncclient.asyncssh.ConnectionLost, ConnectionError):
            return False
        return True


async def sends(house, door, user, port):
    word = mark()
    await house.say(door, user, "send", f"db{port}", word.decode())
    return await reaches(lambda: word in house.bench[port].received)


async def breaks_by_command(house, door, user, port):
    before = house.broken(port)
    await house.say(door, user, "break", f"db{port}")
    return await reaches(lambda: house.broken(port) > before)


async def reads_the_log(house, door, user, port):
    word = mark()
    house.bench[port].say(b"\r\n" + word + b"\r\n")
    assert await reaches(lambda: word in house.fairlead.raw_log(port))
    return word in await house.say(door, user, "log", f"db{port}")


async def disables_by_command(house, door, user, port):
    await house.say(door, user, "port", f"db{port}", "disable")
    word = mark()
    house.bench[port].say(word)
    done = not await reaches(lambda: word in house.fairlead.raw_log(port))
    await house.say("LocalSocket", "root", "port", f"db{port}", "enable")
    assert await reaches(lambda: word in house.fairlead.raw_log(port) or house.bench[port].say(word))
    return done


async def takes_over_by_command(house, door, user, port):
    async with house.through("SshPort", "holder", port) as (_, holder):
        word = mark()
        holder.stdin.write(word)
        assert await reaches(lambda: word in house.bench[port].received)
        await house.say(door, user, "takeover", f"db{port}", seconds=2)
        return await hears(holder.stderr, b"\n")


async def kicks(house, door, user, port):
    async with house.through("SshPort", "holder", port) as (_, holder):
        word = mark()
        holder.stdin.write(word)
        assert await reaches(lambda: word in house.bench[port].received)
        sessions = json.loads(await house.say("LocalSocket", "root", "who", "--json"))
        for session in sessions:
            await house.say(door, user, "kick", str(session.get("session", session.get("id"))))
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(holder.wait_closed(), PATIENCE)
            return True
        return False


async def lists(house, door, user, port):
    return f"db{port}".encode() in await house.say(door, user, "show", "ports")


PROBES = {probe.__name__: probe for probe in (
    sees, types, breaks, takes_over, replays, disables, forwards, sends, breaks_by_command, reads_the_log,
    disables_by_command, takes_over_by_command, kicks, lists)}


@pytest.mark.parametrize("door, probe, user, port, may", WALK, ids=[f"{w[0]}-{w[1]}-{w[2][:3]}-db{w[3]}" for w in WALK])
def test_the_walk(house, door, probe, user, port, may):
    assert asyncio.run(PROBES[probe](house, door, user, port)) == may


@pytest.mark.parametrize("probe, who, may", LOCAL, ids=[f"{w[0]}-{w[1]}" for w in LOCAL])
def test_the_local_socket(house, probe, who, may):
    """Root is the local administrator, who may do everything; a stranger's user id may do nothing."""
    if os.getuid() != 0:
        pytest.skip("needs to come as somebody else")
    assert asyncio.run(PROBES[probe](house, "LocalSocket", who, 1)) == may
