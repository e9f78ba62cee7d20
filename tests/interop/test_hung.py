"""A driver in which a call never returns: it costs the port it happens to, and the operator is told."""

import asyncio
import os
import time

import pytest

from rig import asyncclient, settings
from rig.daemon import until
from rig.ledger import begin


@pytest.fixture
def hanging(make_bench, make_fairlead, hanging_driver, tmp_path):
    """A daemon of 48 ports, not started, where that call hangs on port 7's device: returns (bench, daemon, end it)."""

    def make(call):
        bench = make_bench(48)
        marker = tmp_path / "hanging"
        marker.touch()
        fairlead = make_fairlead(
            [settings.device_port(number, device.path) for number, device in bench],
            environment={"LD_PRELOAD": str(hanging_driver), "HANG_CALL": call, "HANG_PATH": str(bench[7].path),
                         "HANG_WHILE": str(marker)})
        return bench, fairlead, marker.unlink

    return make


def up(fairlead):
    return fairlead.said().count("line is up")


def answers(fairlead, keys, number):
    """True if a session on the port reaches its device and hears it, within two seconds."""

    async def scenario():
        async with asyncclient.connected(keys, fairlead.port(number)) as connection:
            session = await asyncclient.attach(connection)
            session.stdin.write(b"ping")
            await asyncclient.read_until(session.stdout, b"ping", 2)

    asyncio.run(scenario())
    return True


@pytest.mark.parametrize("call, told", [("open", "open of"), ("tcsets", "open of")])
def test_a_call_that_hangs_while_a_line_is_opened_holds_up_nobody_else(hanging, keys, call, told):
    bench, fairlead, end = hanging(call)
    took = begin(fairlead, 47)
    for _ in range(2):
        # A machine with other things to do may be late; who waits for the call is late each time.
        if took > 1:
            fairlead.stop()
            took = begin(fairlead, 47)
    print(f"47 lines up {took * 1000:.0f} ms after exec, while {call} hangs")
    assert took < 1
    before = up(fairlead)
    until(lambda: f"{told} {bench[7].path} hangs since 2" in shown(fairlead), 5, "the operator told")
    assert all(answers(fairlead, keys, number) for number in (1, 6, 8, 48))
    assert up(fairlead) == before
    # It comes up by itself when the driver comes back.
    end()
    until(lambda: up(fairlead) == before + 1, 10, "the line up")
    assert "hangs" not in shown(fairlead)
    assert answers(fairlead, keys, 7)


def shown(fairlead):
    done = fairlead.command("show", "port", "db7")
    return done.stdout + done.stderr


@pytest.mark.parametrize("call", ["open", "tcsets", "close"])
def test_a_call_that_hangs_does_not_hold_up_the_end(hanging, call):
    _, fairlead, _ = hanging(call)
    fairlead.start()
    until(lambda: up(fairlead) >= (48 if call == "close" else 47), 10, "the lines up")
    began = time.monotonic()
    assert fairlead.stop(10) == 0
    took = time.monotonic() - began
    print(f"stopped in {took:.2f} s while {call} hangs")
    assert took < 5


def test_a_close_that_hangs_is_told_and_holds_up_nobody_else(hanging, keys):
    bench, fairlead, end = hanging("close")
    fairlead.start()
    until(lambda: up(fairlead) == 48, 10, "48 lines up")
    bench.pull_out(7)
    until(lambda: "close of" in shown(fairlead) and "hangs since 2" in shown(fairlead), 5, "the operator told")
    assert all(answers(fairlead, keys, number) for number in (1, 6, 8, 48))
    bench.plug_in(7)
    end()
    until(lambda: up(fairlead) == 49, 15, "the line up")
    assert answers(fairlead, keys, 7)
    assert os.path.exists(f"/proc/{fairlead.process.pid}")
