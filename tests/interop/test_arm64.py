"""The arm64 binary, in the emulator: the same behaviour on a pty line."""

import os
import platform
import shutil
import subprocess

import pytest

from conftest import need
from rig import clients, settings, sysroot
from rig.daemon import ROOT, until
from rig.terminal import Terminal

BINARY = ROOT / "out" / "linux-arm64" / "fairlead"


@pytest.fixture(scope="module")
def emulator():
    """The command that runs the arm64 binary."""
    if platform.machine() in ("aarch64", "arm64"):
        pytest.skip("this machine is arm64: every other test is this one")
    program = "qemu-aarch64-static" if shutil.which("qemu-aarch64-static") else "qemu-aarch64"
    need(program)
    if not BINARY.exists():
        missing(f"{BINARY} is missing; make build RID=linux-arm64 makes it")
    root = sysroot.arm64()
    if root is None:
        missing("the arm64 packages of Debian cannot be reached")
    return [program, "-L", str(root), str(BINARY)]


def missing(what):
    if os.environ.get("CI") == "true":
        pytest.fail(what)
    pytest.skip(what)


def test_the_binary_knows_what_it_is(emulator):
    done = subprocess.run([*emulator, "version"], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert "linux-arm64" in done.stdout


def test_it_serves_a_pty_line_to_openssh(emulator, make_fairlead, keys):
    # A program on a pty: the emulator's user mode knows no TCSETS2, so a device cannot be set there.
    echo = ["/bin/sh", "-c", "stty raw -echo; exec cat"]
    # The wrapper gets the host's binary as its first argument and puts the emulated one in its place.
    fairlead = make_fairlead(
        [{"number": 1, "name": "db1", "line": {"exec": echo}}], device={"name": "rack12", "demo": True},
        wrapper=["sh", "-c", 'shift; exec "$@"'.replace('"$@"', " ".join(emulator) + ' "$@"'), "sh"])
    fairlead.start(60)
    with Terminal(clients.openssh(fairlead, keys, fairlead.port(1), options=["-o", "ConnectTimeout=60"])) as terminal:
        terminal.expect(rb"read-write", 60)
        until(lambda: typed(terminal), 30, "the echo")
        terminal.keys(b"\x05", b"c", b".")
        assert terminal.wait(30) == 0
    every_value = bytes(range(256)) * 8
    came, told = clients.exchange(
        clients.openssh(fairlead, keys, fairlead.port(1), options=["-T", "-o", "ConnectTimeout=60"]), every_value,
        seconds=60)
    assert came == every_value, told


def typed(terminal):
    terminal.type(b"hello")
    terminal._read(0.5)
    return b"hello" in terminal.seen
