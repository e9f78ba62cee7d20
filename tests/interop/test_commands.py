"""Commands over SSH and over the local socket: the same answers, their exit codes, and nothing else on stdout."""

import asyncio
import json
import os

import pytest

from conftest import need
from rig import asyncclient, clients, settings
from rig.daemon import BINARY, run_binary, until
from rig.terminal import Terminal

READER = settings.user("reader", groups=["readers"])


@pytest.fixture
def appliance(lines, keys):
    """Two ports; alice may do everything everyday, reader may only watch db1."""
    users = [settings.user("alice", keys.public), dict(READER, keys=[keys.public])]
    rules = [settings.rule("@ops"), settings.rule("@readers", ["watch"], ["db1"])]
    return lines(2, users=users, rules=rules)


def over_ssh(fairlead, keys, *words, user="alice"):
    return clients.run(clients.openssh(fairlead, keys, fairlead.cli, user, command=words))


def test_show_ports_as_json_over_ssh(appliance, keys):
    _, fairlead = appliance
    done = over_ssh(fairlead, keys, "show", "ports", "--json")
    assert (done.returncode, done.stderr) == (0, b"")
    ports = json.loads(done.stdout)
    assert [(port["number"], port["name"]) for port in ports] == [(1, "db1"), (2, "db2")]


def test_show_ports_for_people(appliance, keys):
    _, fairlead = appliance
    done = over_ssh(fairlead, keys, "show", "ports")
    assert done.returncode == 0
    assert b"db1" in done.stdout and b"db2" in done.stdout
    assert b"\x1b" not in done.stdout


def test_show_ports_shows_only_what_the_user_may_watch(appliance, keys):
    _, fairlead = appliance
    done = over_ssh(fairlead, keys, "show", "ports", "--json", user="reader")
    assert [port["name"] for port in json.loads(done.stdout)] == ["db1"]


def test_the_local_socket_gives_the_same_answer(appliance, keys):
    _, fairlead = appliance
    until(lambda: fairlead.said().count("line is up") == 2, what="two lines up")
    local = fairlead.command("show", "ports", "--json")
    assert (local.returncode, local.stderr) == (0, "")
    remote = over_ssh(fairlead, keys, "show", "ports", "--json")
    described = lambda ports: [(port["number"], port["name"], port.get("state")) for port in ports]
    assert described(json.loads(local.stdout)) == described(json.loads(remote.stdout))


def test_version_says_the_same_everywhere(appliance, keys):
    _, fairlead = appliance
    alone = run_binary("version")
    assert alone.returncode == 0
    remote = over_ssh(fairlead, keys, "version")
    assert remote.returncode == 0
    assert alone.stdout.split()[:2] == remote.stdout.decode().split()[:2]
    assert "linux-" in alone.stdout


def test_who_names_the_sessions(appliance, keys):
    _, fairlead = appliance

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(1)) as connection:
            session = await asyncclient.attach(connection)
            session.stdin.write(b"x")
            await asyncclient.read_until(session.stdout, b"x")
            return await asyncio.to_thread(over_ssh, fairlead, keys, "who")

    done = asyncio.run(scenario())
    assert done.returncode == 0
    assert b"alice" in done.stdout and b"db1" in done.stdout


@pytest.mark.parametrize("words, code", [
    (["nonsense"], 2),
    (["show", "nonsense"], 2),
    (["connect"], 2),
    (["connect", "db9"], 1),
    (["watch", "99"], 1),
])
def test_exit_codes_over_ssh(appliance, keys, words, code):
    _, fairlead = appliance
    done = over_ssh(fairlead, keys, *words)
    assert (done.returncode, done.stdout) == (code, b"")
    assert done.stderr


def test_a_refusal_is_exit_code_1_and_names_the_reason(appliance, keys):
    _, fairlead = appliance
    done = over_ssh(fairlead, keys, "watch", "db2", user="reader")
    assert (done.returncode, done.stdout) == (1, b"")
    assert b"reader" in done.stderr and b"db2" in done.stderr


def test_exit_codes_of_the_binary(appliance, tmp_path):
    _, fairlead = appliance
    assert fairlead.command("nonsense").returncode == 2
    assert run_binary("show", "ports", "--state", tmp_path / "nobody-here").returncode == 3


def test_a_user_who_may_only_watch_attaches_and_only_watches(appliance, keys):
    bench, fairlead = appliance

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(1), "reader") as connection:
            session = await asyncclient.attach(connection)
            session.stdin.write(b"typed by a reader")
            for _ in range(100):
                bench[1].say(b"tick\r\n")
                await asyncio.sleep(0.02)
                if session.stdout.at_eof():
                    break
            await asyncclient.read_until(session.stdout, b"tick\r\n")

    asyncio.run(scenario())
    assert not bench[1].received


@pytest.mark.parametrize("word", ["connect", "watch"])
def test_connect_and_watch_on_a_terminal(appliance, keys, word):
    need("ssh")
    bench, fairlead = appliance
    with Terminal(clients.openssh(fairlead, keys, fairlead.cli, options=["-t"], command=[word, "db1"])) as terminal:
        terminal.wait_until_raw()
        said = False
        for _ in range(100):
            bench[1].say(b"<from the device>")
            terminal._read(0.05)
            if b"<from the device>" in terminal.seen:
                said = True
                break
        assert said
        terminal.type(b"hello")
        # What a watcher types is answered by a notice.
        terminal.expect(rb"hello" if word == "connect" else rb"you watch")
        terminal.keys(b"\x05", b"c", b".")
        assert terminal.wait() == 0
    assert (b"hello" in bench[1].received) == (word == "connect")


def test_connect_on_the_local_socket(appliance):
    bench, fairlead = appliance
    with Terminal([BINARY, "connect", "db1", "--state", fairlead.state], fairlead.environment) as terminal:
        terminal.wait_until_raw()
        for _ in range(100):
            bench[1].say(b"<from the device>")
            terminal._read(0.05)
            if b"<from the device>" in terminal.seen:
                break
        terminal.type(b"hello")
        bench[1].wait_for(b"hello")
        terminal.expect(rb"hello")
        terminal.keys(b"\x05", b"c", b".")
        assert terminal.wait() == 0


def test_a_command_at_a_ports_own_listener_is_the_command_lines(appliance, keys):
    _, fairlead = appliance
    done = clients.run(clients.openssh(fairlead, keys, fairlead.port(1), command=["version"]))
    assert done.returncode == 0
    assert b"linux-" in done.stdout


def test_the_local_socket_is_closed_to_strangers(appliance):
    """Peer credentials are the identity; somebody who is nobody in the configuration gets nothing."""
    need("setpriv")
    if os.getuid() != 0:
        pytest.skip("needs another user to come as")
    _, fairlead = appliance
    for folder in (fairlead.folder, *fairlead.folder.parents):
        if str(folder).startswith(os.environ.get("TMPDIR", "/tmp") + "/"):
            folder.chmod(folder.stat().st_mode | 0o055)
    done = fairlead.command(
        "show", "ports", "--json", wrapper=["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"])
    assert done.returncode in (1, 3)
    assert done.stdout == ""
