"""Every client that people use attaches to port 1, types, sees the echo and leaves."""

import asyncio

import paramiko
import pytest

from conftest import need
from rig import asyncclient, clients, settings
from rig.keys import Keys
from rig.terminal import Terminal

LEAVE = (b"\x05", b"c", b".")


def talk_and_leave(terminal, device, word=b"show version"):
    """Types once the session is there, sees the device's echo, and leaves; returns the client's exit code."""
    terminal.wait_until_raw()
    terminal.type(word + b"\r")
    device.wait_for(word + b"\r")
    terminal.expect(word)
    terminal.keys(*LEAVE)
    return terminal.wait()


def test_openssh_by_key(lines, keys):
    need("ssh")
    bench, fairlead = lines(1)
    with Terminal(clients.openssh(fairlead, keys, fairlead.port(1))) as terminal:
        assert talk_and_leave(terminal, bench[1]) == 0


def test_openssh_by_password(lines, keys):
    need("ssh", "argon2")
    bench, fairlead = lines(1, users=[settings.user("alice", password=keys.hash("open sesame"))])
    with Terminal(clients.openssh_by_password(fairlead, fairlead.port(1))) as terminal:
        terminal.expect(rb"assword:")
        terminal.type(b"open sesame\r")
        assert talk_and_leave(terminal, bench[1]) == 0


@pytest.mark.parametrize("user", ["alice", "nobody-of-that-name"])
def test_openssh_with_a_wrong_password_is_refused(lines, keys, user):
    need("ssh", "argon2")
    bench, fairlead = lines(1, users=[settings.user("alice", password=keys.hash("open sesame"))])
    with Terminal(clients.openssh_by_password(fairlead, fairlead.port(1), user)) as terminal:
        terminal.expect(rb"assword:")
        terminal.type(b"open barley\r")
        terminal.expect(rb"Permission denied")
        assert terminal.wait() == 255
    assert not bench[1].received


def test_openssh_with_a_strangers_key_is_refused(lines, keys, tmp_path):
    need("ssh")
    bench, fairlead = lines(1)
    (tmp_path / "stranger").mkdir()
    done = clients.run(clients.openssh(fairlead, Keys(tmp_path / "stranger"), fairlead.port(1)), input=b"hello\r")
    assert done.returncode == 255
    assert b"Permission denied" in done.stderr
    assert not bench[1].received


def test_plink(lines, keys, home):
    need("plink", "puttygen")
    bench, fairlead = lines(1)
    command = clients.plink(fairlead, keys, fairlead.port(1), options=["-no-antispoof"])
    with Terminal(command, home) as terminal:
        assert talk_and_leave(terminal, bench[1]) == 0


def test_dbclient(lines, keys, home):
    need("dbclient", "dropbearconvert")
    bench, fairlead = lines(1)
    with Terminal(clients.dbclient(fairlead, keys, fairlead.port(1)), home) as terminal:
        assert talk_and_leave(terminal, bench[1]) == 0


def test_asyncssh(lines, keys):
    _, fairlead = lines(1)

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(1)) as connection:
            session = await asyncclient.attach(connection, terminal=True)
            session.stdin.write(b"hello\r")
            await asyncclient.read_until(session.stdout, b"hello\r")
            for key in LEAVE:
                session.stdin.write(key)
                await asyncio.sleep(0.05)
            await asyncio.wait_for(session.wait_closed(), 10)
            assert session.exit_status == 0

    asyncio.run(scenario())


def test_paramiko(lines, keys):
    _, fairlead = lines(1)
    client = paramiko.SSHClient()
    client.set_missing_host_key_policy(paramiko.AutoAddPolicy())
    client.connect(
        "127.0.0.1", fairlead.port(1), "alice", pkey=paramiko.Ed25519Key.from_private_key_file(str(keys.openssh)),
        allow_agent=False, look_for_keys=False, timeout=15)
    channel = client.invoke_shell()
    channel.settimeout(10)
    channel.sendall(b"hello\r")
    seen = b""
    while b"hello\r" not in seen:
        more = channel.recv(4096)
        assert more, seen
        seen += more
    for key in LEAVE:
        channel.sendall(key)
    assert channel.recv_exit_status() == 0
    client.close()


def test_a_port_is_reached_by_name_through_the_cli_port(lines, keys):
    bench, fairlead = lines(2)
    command = clients.openssh(fairlead, keys, fairlead.cli, "alice:db2", ["-T"])
    assert clients.exchange(command, b"over there\r")[0] == b"over there\r"
    assert bench[2].received == b"over there\r"
    assert not bench[1].received


def test_the_second_to_come_reads_and_is_told_who_holds_the_port(lines, keys):
    bench, fairlead = lines(1, users=[settings.user("alice", keys.public), settings.user("bob", keys.public)])

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(1)) as first:
            holder = await asyncclient.attach(first)
            holder.stdin.write(b"mine\r")
            await asyncclient.read_until(holder.stdout, b"mine\r")
            async with asyncclient.connected(keys, fairlead.port(1), "bob") as second:
                watcher = await asyncclient.attach(second)
                await asyncclient.read_until(watcher.stderr, b"alice")
                watcher.stdin.write(b"bob was here\r")
                holder.stdin.write(b"still mine\r")
                await asyncclient.read_until(watcher.stdout, b"still mine\r")

    asyncio.run(scenario())
    assert b"bob was here" not in bench[1].received
