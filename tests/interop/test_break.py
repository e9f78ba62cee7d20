"""A BREAK reaches the line, as long as it was asked for, from whichever client."""

import asyncio

import pytest

from conftest import need
from rig import asyncclient, clients, settings
from rig.daemon import until
from rig.terminal import Terminal


@pytest.fixture
def breaking(make_bench, make_fairlead, break_recorder, tmp_path):
    """A daemon whose one line records its BREAKs: returns (bench, daemon, breaks) where breaks() are lengths in ms."""
    record = tmp_path / "breaks"
    bench = make_bench(1)
    fairlead = make_fairlead(
        [settings.device_port(1, bench[1].path)],
        environment={"LD_PRELOAD": str(break_recorder), "BREAK_RECORD": str(record)}).start()

    def breaks():
        begun, lengths = None, []
        for line in record.read_text().splitlines() if record.exists() else []:
            _, what, when = line.rsplit(" ", 2)
            if what == "on":
                begun = int(when)
            elif begun is not None:
                lengths.append((int(when) - begun) / 1e6)
                begun = None
        return lengths

    return bench, fairlead, breaks


def lasted(milliseconds, expected):
    """A BREAK is never shorter than asked; longer by what a busy machine takes to wake up."""
    return expected - 2 <= milliseconds <= expected + 150


def test_starting_and_stopping_send_no_break(breaking):
    _, fairlead, breaks = breaking
    fairlead.stop()
    fairlead.start()
    fairlead.stop()
    assert breaks() == []


@pytest.mark.parametrize("asked, expected", [(0, 500), (100, 500), (700, 700), (9000, 3000)])
def test_asyncssh_asks_for_a_length(breaking, keys, asked, expected):
    _, fairlead, breaks = breaking

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(1)) as connection:
            session = await asyncclient.attach(connection)
            session.stdin.write(b"x")
            await asyncclient.read_until(session.stdout, b"x")
            session.channel.send_break(asked)
            for _ in range(250):
                if breaks():
                    return
                await asyncio.sleep(0.02)

    asyncio.run(scenario())
    assert len(breaks()) == 1 and lasted(breaks()[0], expected), breaks()


def test_openssh_tilde_b(breaking, keys):
    need("ssh")
    _, fairlead, breaks = breaking
    with Terminal(clients.openssh(fairlead, keys, fairlead.port(1))) as terminal:
        terminal.wait_until_raw()
        terminal.type(b"here\r")
        terminal.expect(rb"here\r")
        terminal.keys(b"~", b"B")
        until(breaks, 10, "a BREAK")
        # OpenSSH asks for 1,000 ms.
        assert lasted(breaks()[0], 1000), breaks()


@pytest.mark.parametrize("client", ["plink", "dbclient"])
def test_the_escape_l0_from(breaking, keys, home, client):
    need(client)
    _, fairlead, breaks = breaking
    command = {
        "plink": lambda: clients.plink(fairlead, keys, fairlead.port(1), options=["-no-antispoof"]),
        "dbclient": lambda: clients.dbclient(fairlead, keys, fairlead.port(1)),
    }[client]()
    with Terminal(command, home) as terminal:
        terminal.wait_until_raw()
        terminal.type(b"here\r")
        terminal.expect(rb"here\r")
        terminal.keys(b"\x05", b"c", b"l", b"0")
        until(breaks, 10, "a BREAK")
        assert len(breaks()) == 1 and lasted(breaks()[0], 500), breaks()


def test_a_port_that_forbids_break_refuses_and_says_so(breaking, keys):
    _, fairlead, breaks = breaking
    fairlead.stop()
    fairlead.settings["port"][0]["break"] = False
    fairlead.write_settings()
    fairlead.start()

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(1)) as connection:
            session = await asyncclient.attach(connection)
            session.stdin.write(b"x")
            await asyncclient.read_until(session.stdout, b"x")
            session.channel.send_break(500)
            told = await asyncclient.read_until(session.stderr, b"\n")
            assert b"break" in told.lower()

    asyncio.run(scenario())
    assert breaks() == []


def test_bytes_typed_after_a_break_follow_it(breaking, keys):
    bench, fairlead, breaks = breaking

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(1)) as connection:
            session = await asyncclient.attach(connection)
            session.stdin.write(b"before")
            await asyncclient.read_until(session.stdout, b"before")
            session.channel.send_break(500)
            session.stdin.write(b"after")
            await asyncio.sleep(0.25)
            assert b"after" not in bench[1].received
            await asyncclient.read_until(session.stdout, b"after")

    asyncio.run(scenario())
    assert len(breaks()) == 1
