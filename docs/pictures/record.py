#!/usr/bin/python3
"""Records the demo as docs/pictures/demo.svg: a real run of `fairlead demo` and a real ssh, typed to by this script.

Usage, after `make build`: docs/pictures/record.py [OUTPUT]
"""

import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(ROOT / "tests" / "interop")]

from rig.daemon import BINARY  # noqa: E402
from rig.terminal import Terminal  # noqa: E402
from screen import COLUMNS, ROWS, Screen, picture  # noqa: E402


class Recorder:
    """A terminal whose screen is kept whenever it changed, at most ten times a second."""

    def __init__(self, terminal):
        self.terminal = terminal
        self.screen = Screen()
        self.frames = []
        self._kept = 0

    def watch(self, seconds):
        """Lets time pass; what the program prints goes to the screen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            tick = min(end, time.monotonic() + 0.1)
            started = time.monotonic()
            while time.monotonic() < tick:
                if select.select([self.terminal.master], [], [], tick - time.monotonic())[0]:
                    self.terminal._read(0)
            self.screen.feed(self.terminal.seen[self._kept:])
            self._kept = len(self.terminal.seen)
            self._keep(time.monotonic() - started)

    def type(self, text, pause=0.06):
        for key in text:
            self.terminal.type(key.encode())
            self.watch(pause)

    def _keep(self, seconds):
        now = self.screen.text()
        if self.frames and self.frames[-1][0] == now:
            self.frames[-1] = (now, self.frames[-1][1] + seconds)
        else:
            self.frames.append((now, seconds))


def demo(folder):
    """Starts the demo; returns its process, user, password and first TCP number, as it printed them."""
    process = subprocess.Popen(
        [BINARY, "demo", "--state", folder], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True)
    said = ""
    for line in process.stdout:
        said += line
        who = re.search(r"ssh -p (\d+) (\w+)@", said)
        password = re.search(r"password[^:\n]*:\s+(\S+)", said, re.I)
        if who and password:
            return process, who[2], password[1], int(who[1])
    raise RuntimeError(f"the demo printed no ssh line:\n{said}")


def play(recorder, user, password, number):
    shell = recorder.terminal
    recorder.watch(0.5)
    recorder.type(f"ssh -p {number} {user}@127.0.0.1\r")
    shell.expect(rb"assword:")
    recorder.watch(0.4)
    recorder.type(password + "\r", 0.01)
    recorder.watch(2.5)
    recorder.type("\r")
    recorder.watch(1)
    recorder.type("uname -a\r")
    recorder.watch(2)
    recorder.type("\x05cw", 0.3)
    recorder.watch(2.5)
    recorder.type("\x05c.", 0.3)
    recorder.watch(1.5)
    recorder.type(f"ssh -p {number + 3} {user}@127.0.0.1\r")
    shell.expect(rb"assword:")
    recorder.type(password + "\r", 0.01)
    recorder.watch(2)
    recorder.type("\x05cl0", 0.3)
    recorder.watch(3)
    recorder.type("\x05c.", 0.3)
    recorder.watch(2)


def main():
    output = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "demo.svg"
    folder = tempfile.mkdtemp(prefix="fairlead-demo-")
    home = tempfile.mkdtemp(prefix="fairlead-home-")
    process = None
    try:
        ssh = pathlib.Path(home) / ".ssh"
        ssh.mkdir()
        (ssh / "config").write_text(
            f"StrictHostKeyChecking no\nUserKnownHostsFile {home}/known_hosts\nLogLevel ERROR\n"
            "PubkeyAuthentication no\n")
        process, user, password, number = demo(folder)
        environment = {"HOME": home, "PS1": "$ ", "PATH": f"{home}/bin:{os.environ['PATH']}"}
        (pathlib.Path(home) / "bin").mkdir()
        wrapper = pathlib.Path(home) / "bin" / "ssh"
        wrapper.write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} -F {ssh}/config "$@"\n')
        wrapper.chmod(0o755)
        with Terminal(["bash", "--norc", "--noprofile", "-i"], environment, ROWS, COLUMNS) as terminal:
            recorder = Recorder(terminal)
            play(recorder, user, password, number)
        output.write_text(picture(recorder.frames, "fairlead: ssh to a console"))
        print(f"{output}: {len(recorder.frames)} frames, {output.stat().st_size // 1024} KB")
    finally:
        if process:
            process.send_signal(signal.SIGINT)
            process.wait(15)
        shutil.rmtree(folder, ignore_errors=True)
        shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
