"""A program on a terminal of its own, watched and typed to, as a person would."""

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time


class Terminal:
    """Runs a command with a pty as its controlling terminal. `seen` is all it has printed."""

    def __init__(self, command, environment=None, rows=24, columns=80):
        self.seen = b""
        self._at = 0
        self.status = None
        self.pid, self.master = pty.fork()
        if self.pid == 0:
            os.environ.update(environment or {})
            os.environ["TERM"] = "xterm"
            os.execvp(str(command[0]), [str(word) for word in command])
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def type(self, data):
        os.write(self.master, data)

    def keys(self, *keys):
        """Types keys one after the other, each in a write of its own, as fingers do."""
        for key in keys:
            self.type(key)
            end = time.monotonic() + 0.06
            while time.monotonic() < end:
                self._read(end - time.monotonic())

    def expect(self, pattern, seconds=15):
        """Reads until the regular expression matches what came since the last match; returns the match."""
        end = time.monotonic() + seconds
        compiled = re.compile(pattern, re.S)
        while True:
            match = compiled.search(self.seen, self._at)
            if match:
                self._at = match.end()
                return match
            left = end - time.monotonic()
            if left <= 0 or not self._read(left):
                if compiled.search(self.seen, self._at):
                    continue
                raise AssertionError(f"{pattern!r} did not come; the screen since: {self.seen[self._at:][-1500:]!r}")

    def wait_until_raw(self, seconds=20):
        """Waits until the program has made its terminal raw: a client does so when its session has begun."""
        end = time.monotonic() + seconds
        while termios.tcgetattr(self.master)[3] & termios.ICANON:
            if time.monotonic() > end:
                raise AssertionError(f"no session within {seconds} s; the screen: {self.seen[-1500:]!r}")
            self._read(0.05)

    def wait(self, seconds=15):
        """Waits until the program has ended and returns its exit code."""
        end = time.monotonic() + seconds
        while self.status is None:
            self._read(0.05)
            done, status = os.waitpid(self.pid, os.WNOHANG)
            if done:
                self.status = os.waitstatus_to_exitcode(status)
            elif time.monotonic() > end:
                raise AssertionError(f"still running after {seconds} s; the screen: {self.seen[-1500:]!r}")
        return self.status

    def close(self):
        if self.status is None:
            os.kill(self.pid, 9)
            _, status = os.waitpid(self.pid, 0)
            self.status = os.waitstatus_to_exitcode(status)
        os.close(self.master)

    def _read(self, seconds):
        if not select.select([self.master], [], [], max(0, seconds))[0]:
            return True
        try:
            data = os.read(self.master, 65536)
        except OSError:
            data = b""
        self.seen += data
        return bool(data)
