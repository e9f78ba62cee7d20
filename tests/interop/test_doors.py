"""The every-door walk: doors × acts × ports × {allowed, denied}, from the table in doors.toml.

Every row has a port and users of its own, so the rows are walked side by side; each test then looks at its answer.
"""

import asyncio
import contextlib
import contextvars
import itertools
import json
import os
import pathlib
import subprocess
import tomllib

import pytest

from rig import asyncclient, settings
from rig.daemon import BINARY, Fairlead
from rig.devices import Bench, device_folder

TABLE = tomllib.loads((pathlib.Path(__file__).parent / "doors.toml").read_text())
ROWS = [(door, act, row) for door, acts in TABLE.items() for act, row in acts.items() if "probe" in row]
RIGHT = {"LogInput": "log-input"}
_marks = itertools.count(1)
OTHER = 48
WITH_HOLDER = ("takes_over", "takes_over_by_command", "kicks")
patience = contextvars.ContextVar("patience")


def right(act):
    return RIGHT.get(act, act.lower())


def subjects(index, door, act, row):
    """Who comes: (user, rights, port, may). The row's own port is in the user's rule, port 48 is in nobody's."""
    stem = f"{door}-{act}".lower()
    allowed = sorted({right(act), *row.get("needs", [])})
    everything_else = [name for name in settings.EVERYTHING if name != right(act)]
    may = not row.get("never", False)
    if door == "LocalSocket":
        return [("root", [], index, may), ("stranger", [], index, False)]
    return [(f"may-{stem}", allowed, index, may), (f"may-{stem}", allowed, OTHER, False),
            (f"not-{stem}", everything_else, index, False)]


WALK = {
    f"{door}-{act}-{user.split('-')[0]}-{'own' if port != OTHER else 'other'}": (door, row["probe"], user, port, may)
    for index, (door, act, row) in enumerate(ROWS, 1)
    for user, _, port, may in subjects(index, door, act, row)}


class House:
    """The daemon under the walk, with what its devices heard and its breaks."""

    def __init__(self, folder, keys, breaks):
        self.keys = keys
        self.record = folder / "breaks"
        self.bench = Bench(device_folder(), OTHER, behave=None)
        users, rules = [settings.user("holder", keys.public, groups=[])], [settings.rule("holder", settings.EVERYTHING)]
        for index, (door, act, row) in enumerate(ROWS, 1):
            for name, rights in {(user, tuple(rights)) for user, rights, _, _ in subjects(index, door, act, row)}:
                if rights:
                    users.append(settings.user(name, keys.public, groups=[]))
                    rules.append(settings.rule(name, rights, [f"db{index}"]))
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
            # By the socket's name: `log` with a state directory reads the files and passes no door.
            command = [*stranger, BINARY, *words, "--socket", self.fairlead.state / "control.sock"]
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
def answers(tmp_path_factory, keys, break_recorder):
    """What every step of the walk came to: True or False, or the error that ended it."""
    house = House(tmp_path_factory.mktemp("doors"), keys, break_recorder)

    async def walk():
        crowd = asyncio.Semaphore(12)
        # Port 48 is everybody's; only one at a time can find its holder there.
        one_holder = asyncio.Lock()

        async def row(steps):
            out = {}
            for name in steps:
                door, probe, user, port, may = WALK[name]
                async with one_holder if port == OTHER and probe in WITH_HOLDER else crowd:
                    # What must happen may take its time on a busy machine; what must not is given two seconds.
                    patience.set(20.0 if may else 2.0)
                    try:
                        out[name] = await PROBES[probe](house, door, user, port)
                    except Exception as error:
                        out[name] = error
            return out

        rows = {}
        for name, (door, probe, _, _, _) in WALK.items():
            rows.setdefault((door, probe), []).append(name)
        merged = {}
        for part in await asyncio.gather(*(row(steps) for steps in rows.values())):
            merged.update(part)
        return merged

    try:
        if os.getuid() != 0:
            pytest.skip("the walk comes as somebody else, which needs root")
        yield asyncio.run(walk())
        assert house.fairlead.process.poll() is None, house.fairlead.said()[-3000:]
    finally:
        house.fairlead.close()
        house.bench.close()


def mark():
    return b"<mark-%06d>" % next(_marks)


async def hears(stream, wanted, say=None):
    """True if those bytes come within the time that a refusal is given; `say` is done again and again."""
    seen, end = b"", asyncio.get_running_loop().time() + patience.get()
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
    end = asyncio.get_running_loop().time() + patience.get()
    while asyncio.get_running_loop().time() < end:
        if await asyncio.to_thread(condition):
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


def back(house, port, word):
    """Says the word again until the log has it."""
    house.bench[port].say(word)
    return word in house.fairlead.raw_log(port)


async def silent(house, port, word):
    """True if those bytes do not come into the log within two seconds: the line is not read."""
    await asyncio.sleep(2)
    return word not in await asyncio.to_thread(house.fairlead.raw_log, port)


async def disables(house, door, user, port):
    async with house.through(door, user, port, terminal=True) as (_, session):
        if not session:
            return False
        await asyncio.sleep(0.3)
        await type_keys(session, b"\x05", b"c", b"d", b"y")
        word = mark()
        house.bench[port].say(word)
        done = await silent(house, port, word)
    if done:
        async with house.through("SshPort", "holder", port, terminal=True) as (_, holder):
            await asyncio.sleep(0.3)
            await type_keys(holder, b"\x05", b"c", b"o", b"y")
            word = mark()
            assert await reaches(lambda: back(house, port, word)), "the port did not come back"
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
    done = await silent(house, port, word)
    await house.say("LocalSocket", "root", "port", f"db{port}", "enable")
    assert await reaches(lambda: back(house, port, word)), "the port did not come back"
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
        mine = [item for item in sessions if f"db{port}" in map(str, item.values()) or item.get("port") == port]
        assert mine, sessions
        for item in mine:
            await house.say(door, user, "kick", str(item.get("session", item.get("id"))))
        with contextlib.suppress(asyncio.TimeoutError):
            await asyncio.wait_for(holder.wait_closed(), patience.get())
            return True
        return False


async def lists(house, door, user, port):
    return f"db{port}".encode() in await house.say(door, user, "show", "ports")


PROBES = {probe.__name__: probe for probe in (
    sees, types, breaks, takes_over, replays, disables, forwards, sends, breaks_by_command, reads_the_log,
    disables_by_command, takes_over_by_command, kicks, lists)}


@pytest.mark.parametrize("step", WALK)
def test_the_walk(answers, step):
    assert answers[step] == WALK[step][-1]
