"""The published binary, running on a configuration of the test's own."""

import contextlib
import os
import pathlib
import platform
import shutil
import signal
import socket
import subprocess
import time

from . import settings

ROOT = pathlib.Path(__file__).resolve().parents[3]
HOST = "linux-arm64" if platform.machine() in ("aarch64", "arm64") else "linux-x64"
BINARY = pathlib.Path(os.environ.get("FAIRLEAD_BINARY", ROOT / "out" / HOST / "fairlead"))

_next_base = 20000 + os.getpid() % 60 * 100


def free_base(count=48):
    """A base so that base + 0 … base + count are free TCP numbers, below the ephemeral range."""
    global _next_base
    for _ in range(100):
        base, _next_base = _next_base, 20000 + (_next_base + count + 2 - 20000) % 11000
        try:
            with contextlib.ExitStack() as held:
                for number in (base, base + 1, base + count // 2, base + count):
                    probe = held.enter_context(socket.socket())
                    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                    probe.bind(("127.0.0.1", number))
            return base
        except OSError:
            continue
    raise OSError("no free TCP numbers")


def accepts(number, seconds=10.0, alive=lambda: True):
    """Waits until somebody accepts on that TCP number of the loopback."""
    end = time.monotonic() + seconds
    while time.monotonic() < end and alive():
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", number), 1).close()
            return True
        time.sleep(0.005)
    return False


def until(condition, seconds=10.0, what="the condition"):
    """Waits until the condition holds and returns its value."""
    end = time.monotonic() + seconds
    while True:
        answer = condition()
        if answer:
            return answer
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not come true within {seconds} s")
        time.sleep(0.02)


class Fairlead:
    """One daemon: its folder, its TCP numbers, its process."""

    def __init__(self, folder, ports, users, rules, watch=False, wrapper=(), environment=None, **sections):
        self.folder = pathlib.Path(folder)
        self.state = self.folder / "state"
        # Rings belong in memory; a folder of our own there goes away with the test.
        self.rings = pathlib.Path("/dev/shm") / f"fairlead-test-{os.getpid()}-{self.folder.name}"
        self.config = self.folder / "fairlead.toml"
        self.log = self.folder / "stderr.log"
        self.base = free_base()
        self.cli = self.base
        self.watch_base = free_base() if watch else 0
        self.wrapper = list(wrapper)
        self.descriptors = ()
        self.environment = {"RUNTIME_DIRECTORY": str(self.rings), **(environment or {})}
        self.settings = {
            "schema": 1,
            "device": {"name": "rack12"},
            "ssh": {"listen": ["127.0.0.1"], "cli_port": self.cli, "port_base": self.base,
                    "watch_base": self.watch_base, **sections.pop("ssh", {})},
            "log": {"ring": "1MiB", **sections.pop("log", {})},
            **sections,
            "port": list(ports),
            "user": list(users),
            "rule": list(rules),
        }
        self.process = None
        self.folder.mkdir(parents=True, exist_ok=True)
        self.write_settings()

    def write_settings(self, text=None):
        fresh = self.config.with_suffix(".new")
        fresh.write_text(settings.text(self.settings) if text is None else text)
        fresh.chmod(0o600)
        fresh.replace(self.config)

    def port(self, number):
        return self.base + number

    def watch_port(self, number):
        return self.watch_base + number

    def spawn(self):
        self.rings.mkdir(mode=0o700, exist_ok=True)
        self.process = subprocess.Popen(
            [*self.wrapper, BINARY, "daemon", "--config", self.config, "--state", self.state],
            env=dict(os.environ, **self.environment), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=open(self.log, "ab"), cwd=self.folder, pass_fds=self.descriptors)
        return self

    def start(self, seconds=15.0):
        self.spawn()
        number = self.cli
        if not accepts(number, seconds, lambda: self.process.poll() is None):
            raise RuntimeError(f"the daemon does not accept on {number}: exit {self.process.poll()}\n{self.said()}")
        # The doors open before the ports are there; a command waits for them.
        self.command("show", "status", seconds=seconds)
        return self

    def said(self):
        return self.log.read_text(errors="replace") if self.log.exists() else ""

    def reload(self):
        os.kill(self.process.pid, signal.SIGHUP)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self, seconds=10.0):
        """SIGTERM; returns the exit code."""
        if self.process is None or self.process.poll() is not None:
            return self.process.returncode if self.process else None
        self.process.terminate()
        try:
            return self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            raise TimeoutError(f"SIGTERM did not stop the daemon within {seconds} s\n{self.said()[-3000:]}") from None

    def close(self):
        try:
            self.stop()
        finally:
            shutil.rmtree(self.rings, ignore_errors=True)

    def command(self, *words, seconds=30, **options):
        """A command of the local command line; returns the finished process with its output as text."""
        return run_binary(*words, "--state", self.state, seconds=seconds, environment=self.environment, **options)

    def raw_log(self, port):
        """What is in the log of a port, from the oldest byte to the newest."""
        done = run_binary("log", str(port), "--raw", "--state", self.state, environment=self.environment, text=False)
        if done.returncode:
            raise RuntimeError(f"fairlead log {port}: exit {done.returncode}: {done.stderr.decode(errors='replace')}")
        return done.stdout

    def memory(self):
        """Resident bytes of the process without the rings, which are mapped files."""
        for line in pathlib.Path(f"/proc/{self.process.pid}/status").read_text().splitlines():
            if line.startswith("RssAnon:"):
                return int(line.split()[1]) * 1024
        raise RuntimeError("no RssAnon")

    def wakeups(self):
        """Context switches of all threads since they began."""
        total = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            for line in (task / "status").read_text().splitlines():
                if "ctxt_switches" in line:
                    total += int(line.split()[1])
        return total


def run_binary(*words, seconds=30, environment=None, text=True, wrapper=(), **options):
    return subprocess.run(
        [*wrapper, BINARY, *map(str, words)], env=dict(os.environ, **(environment or {})), stdin=subprocess.DEVNULL,
        capture_output=True, timeout=seconds, text=text, **options)
