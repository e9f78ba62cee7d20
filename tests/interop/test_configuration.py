"""A configuration is checked whole, every mistake has its place, and a reload touches only what changed."""

import asyncio
import contextlib
import json
import re

import pytest

from rig import asyncclient, clients, settings
from rig.daemon import run_binary, until

GOOD = '''\
schema = 1

[device]
name = "rack12"

[ssh]
listen = ["127.0.0.1"]
cli_port = 2022
port_base = 2000

[log]
ring = "1MiB"

[[port]]
number = 1
name = "db1"
tags = ["linux"]
line = { device = "/dev/ttyS40", baud = 115200, format = "8N1", flow = "none" }

[[port]]
number = 2
name = "db2"
line = { exec = ["/bin/sh", "-i"], user = "nobody" }

[[port]]
number = 3
name = "db3"
line = { tcp = "10.0.0.9:23", protocol = "telnet" }

[[user]]
name = "alice"
keys = ["%(key)s"]
groups = ["ops"]

[[rule]]
who = ["@ops"]
from = ["0.0.0.0/0", "::/0"]
ports = ["1-48", "tag:linux", "db1"]
may = ["watch", "write"]

[[break]]
name = "sparc-alternate"
sequence = '\\r\\d~\\d\\x02'
confirm = true
'''

# What to replace, and with what; the first replaced line is where the check must point.
MISTAKES = {
    "a key nobody knows": ('tags = ["linux"]', 'tgas = ["linux"]'),
    "a key nobody knows in a line": ('flow = "none" }', 'flow = "none", parity = "N" }'),
    "a section nobody knows": ("[device]", "[devise]"),
    "another schema": ("schema = 1", "schema = 2"),
    "a number for text": ('name = "rack12"', "name = 12"),
    "text for a number": ("number = 2", 'number = "two"'),
    "a number twice": ("number = 2", "number = 1"),
    "a name twice": ('name = "db2"', 'name = "db1"'),
    "port 0": ("number = 2", "number = 0"),
    "port 49": ("number = 2", "number = 49"),
    "a speed no UART has": ("baud = 115200", "baud = 49"),
    "a speed beyond the fastest": ("baud = 115200", "baud = 4000001"),
    "a character format that is none": ('format = "8N1"', 'format = "9N1"'),
    "a flow control that is none": ('flow = "none"', 'flow = "maybe"'),
    "a line with two far ends": ('line = { tcp = "10.0.0.9:23"', 'line = { device = "/dev/ttyS9", tcp = "10.0.0.9:23"'),
    "a line with no far end": ('tcp = "10.0.0.9:23", protocol', "protocol"),
    "an address without a port": ('"10.0.0.9:23"', '"10.0.0.9"'),
    "a protocol that is none": ('protocol = "telnet"', 'protocol = "gopher"'),
    "a rule that names nobody": ('who = ["@ops"]', 'who = ["@opps"]'),
    "a rule for nobody": ('who = ["@ops"]', "who = []"),
    "a right that is none": ('may = ["watch", "write"]', 'may = ["watch", "wright"]'),
    "a network that is none": ('from = ["0.0.0.0/0", "::/0"]', 'from = ["0.0.0.0/33"]'),
    "a port that is none": ('ports = ["1-48", "tag:linux", "db1"]', 'ports = ["db9"]'),
    "a range that runs backwards": ('ports = ["1-48", "tag:linux", "db1"]', 'ports = ["9-3"]'),
    "a key that is none": ('keys = ["ssh-ed25519', 'keys = ["ssh-ed25518'),
    "a password in clear": ('groups = ["ops"]', 'groups = ["ops"]\npassword = "open sesame"'),
    "the user root": ('name = "alice"', 'name = "root"'),
    "the user admin": ('name = "alice"', 'name = "admin"'),
    "a size that is none": ('ring = "1MiB"', 'ring = "lots"'),
    "an address that is none": ('listen = ["127.0.0.1"]', 'listen = ["127.0.0.256"]'),
    "a base that leaves the numbers": ("port_base = 2000", "port_base = 65500"),
    "a TCP number used twice": ("cli_port = 2022", "cli_port = 2001"),
    "a break sequence that is none": ("sequence = '\\r\\d~\\d\\x02'", "sequence = '\\q'"),
    "text that is not closed": ('name = "rack12"', 'name = "rack12'),
    "a key twice": ('name = "db2"', 'name = "db2"\nname = "db4"'),
}


def written(tmp_path, text):
    path = tmp_path / "fairlead.toml"
    path.write_text(text)
    return path


def test_a_good_file_passes_in_silence(keys, tmp_path):
    done = run_binary("check", "--config", written(tmp_path, GOOD % {"key": keys.public}))
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda name: name.replace(" ", "-"))
def test_a_mistake_has_its_place(keys, tmp_path, mistake):
    before, after = MISTAKES[mistake]
    good = GOOD % {"key": keys.public}
    assert before in good
    broken = good.replace(before, after, 1)
    line = good[:good.index(before)].count("\n") + 1 + after.count("\n")
    path = written(tmp_path, broken)
    done = run_binary("check", "--config", path)
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    places = re.findall(re.escape(str(path)) + r":(\d+):(\d+): (\S.+)", said)
    assert places, said
    assert line in [int(place[0]) for place in places], said
    assert all(int(column) >= 1 for _, column, _ in places)


def test_every_mistake_is_reported_and_not_only_the_first(keys, tmp_path):
    broken = GOOD % {"key": keys.public}
    for mistake in ("a speed no UART has", "a right that is none", "port 49"):
        broken = broken.replace(*MISTAKES[mistake], 1)
    done = run_binary("check", "--config", written(tmp_path, broken))
    assert done.returncode == 1
    assert len(re.findall(r"fairlead\.toml:\d+:\d+: ", done.stdout + done.stderr)) == 3


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    done = run_binary("check", "--config", tmp_path / "nothing.toml")
    assert done.returncode == 1
    assert "nothing.toml" in done.stdout + done.stderr


def test_a_daemon_does_not_start_on_a_broken_file(lines, make_fairlead):
    fairlead = make_fairlead([])
    fairlead.write_settings("schema = 2\n")
    fairlead.spawn()
    assert fairlead.process.wait(15) == 1
    assert re.search(r"fairlead\.toml:1:\d+: ", fairlead.said())


def name_of_port(fairlead, keys, number):
    done = clients.run(clients.openssh(fairlead, keys, fairlead.cli, command=["show", "ports", "--json"]))
    return {port["number"]: port["name"] for port in json.loads(done.stdout)}[number]


def test_a_reload_of_one_port_of_48_disturbs_nobody_else(lines, keys):
    bench, fairlead = lines(48)
    watched = (1, 6, 7, 8, 48)

    async def scenario():
        connections = {}
        async with contextlib.AsyncExitStack() as stack:
            for number in watched:
                connection = await stack.enter_async_context(asyncclient.connected(keys, fairlead.port(number)))
                session = await asyncclient.attach(connection)
                session.stdin.write(b"before")
                await asyncclient.read_until(session.stdout, b"before")
                connections[number] = session
            fairlead.settings["port"][6]["name"] = "renamed"
            fairlead.settings["port"][6]["line"]["baud"] = 9600
            fairlead.write_settings()
            fairlead.reload()
            for _ in range(50):
                if await asyncio.to_thread(name_of_port, fairlead, keys, 7) == "renamed":
                    break
                await asyncio.sleep(0.1)
            else:
                raise AssertionError("the reload did not happen")
            for number, session in connections.items():
                session.stdin.write(b"after")
                assert await asyncclient.read_until(session.stdout, b"after") == b"after"
                if number != 7:
                    with pytest.raises(asyncio.TimeoutError):
                        await asyncio.wait_for(session.stderr.read(1), 0.1)

    asyncio.run(scenario())
    fairlead.stop()
    for number in watched:
        assert bytes(bench[number].received) == b"beforeafter"


def test_a_broken_file_at_reload_changes_nothing_and_is_reported(lines, keys):
    bench, fairlead = lines(2)

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(1)) as connection:
            session = await asyncclient.attach(connection)
            session.stdin.write(b"before")
            await asyncclient.read_until(session.stdout, b"before")
            fairlead.settings["port"][0]["name"] = "renamed"
            fairlead.settings["port"][1]["number"] = 99
            fairlead.write_settings()
            fairlead.reload()
            await asyncio.to_thread(
                until, lambda: re.search(r"fairlead\.toml:\d+:\d+: ", fairlead.said()), 10, "the report of the mistake")
            session.stdin.write(b"after")
            await asyncclient.read_until(session.stdout, b"after")

    asyncio.run(scenario())
    assert name_of_port(fairlead, keys, 1) == "db1"
    assert name_of_port(fairlead, keys, 2) == "db2"


def test_a_user_who_is_taken_away_at_reload_loses_the_session(lines, keys):
    users = [settings.user("alice", keys.public), settings.user("bob", keys.public)]
    bench, fairlead = lines(2, users=users)

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(1), "bob") as leaving, \
                asyncclient.connected(keys, fairlead.port(2)) as staying:
            gone, there = await asyncclient.attach(leaving), await asyncclient.attach(staying)
            for session in (gone, there):
                session.stdin.write(b"x")
                await asyncclient.read_until(session.stdout, b"x")
            fairlead.settings["user"].pop()
            fairlead.write_settings()
            fairlead.reload()
            await asyncio.wait_for(gone.wait_closed(), 10)
            there.stdin.write(b"still here")
            await asyncclient.read_until(there.stdout, b"still here")

    asyncio.run(scenario())
