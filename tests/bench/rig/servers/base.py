"""What every server under test has in common: a folder, a configuration, a process, sessions."""

import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from .. import paths
from ..connections import Connection


class Server:
    """A server under test. Subclasses say how it is configured, started and spoken to."""

    name = ''
    title = ''                  # how the report names it
    shared = True               # several sessions may be on one port
    ssh = False
    logs = True                 # keeps a log of each port
    open_parallel = 1000        # sessions that may be set up at the same time
    opens_early = True          # opens its devices at start, not with the first session

    def __init__(self, rig, ports: int, options):
        self.rig = rig
        self.ports = ports
        self.options = options
        self.hung_port = 0          # the port whose device hangs in open(), 0 for none
        self.folder = paths.RUN / self.name
        shutil.rmtree(self.folder, ignore_errors=True)
        (self.folder / 'log').mkdir(parents=True)
        self.folder.chmod(0o755)
        self.process = None
        self.started = 0.0

    def device(self, port: int) -> Path:
        """The tty of a port."""
        return paths.DEV / f'ttyR{port}'

    def log_path(self, port: int) -> Path:
        return self.folder / 'log' / f'R{port}.log'

    def read_log(self, port: int) -> bytes:
        """Everything that was logged of a port; the server need not run."""
        path = self.log_path(port)
        return path.read_bytes() if path.exists() else b''

    def ring_pattern(self) -> str:
        """Matches the paths of mappings that are port log rings; empty when there are none."""
        return ''

    def configure(self) -> None:
        """Writes the configuration."""

    def argv(self) -> list[str]:
        raise NotImplementedError

    def listeners(self) -> list[int]:
        """TCP ports that must accept before it counts as started."""
        raise NotImplementedError

    def connect(self, port: int, read_only: bool = False, light: bool = False) -> Connection:
        """Begins a session on a port."""
        raise NotImplementedError

    def spawn(self) -> None:
        """Starts the process. `started` is the time just before."""
        argv = self.argv()
        self._check_ports()
        if self.hung_port:
            argv = [str(paths.BIN / 'hangopen'), str(self.device(self.hung_port)), *argv]
        with open(self.folder / 'server.out', 'ab') as output:
            self.started = time.monotonic()
            self.process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                                            preexec_fn=self.rig.server_group.join, cwd=self.folder)

    def _check_ports(self) -> None:
        """A listener of somebody else would be measured in its place."""
        for port in self.listeners():
            with socket.socket() as probe:
                probe.settimeout(1)
                if probe.connect_ex((paths.HOST, port)) == 0:
                    raise RuntimeError(f'TCP port {port} is in use by another program')

    def wait_ready(self, timeout: float = 30) -> float:
        """Seconds from exec until every listener accepts."""
        end = time.monotonic() + timeout
        for port in self.listeners():
            while True:
                try:
                    socket.create_connection((paths.HOST, port), 1).close()
                    break
                except OSError as error:
                    if time.monotonic() > end or not self.rig.server_group.pids():
                        raise RuntimeError(f'{self.name} does not listen on {port}, see {self.folder}/server.out: '
                                           f'{self.last_output()}') from error
                    time.sleep(0.0005)
        return time.monotonic() - self.started

    def last_output(self) -> str:
        """The last line that the server printed."""
        lines = (self.folder / 'server.out').read_text(errors='replace').strip().splitlines()
        return lines[-1] if lines else 'no output'

    def start(self) -> None:
        """Configures it, starts it and gives it a moment to settle."""
        self.configure()
        self.rig.command('raw', 'all')
        self.spawn()
        self.wait_ready()
        time.sleep(0.3)

    def stop(self, number: int = signal.SIGTERM) -> None:
        """Ends every process of it."""
        self.rig.server_group.kill(number)
        if self.process:
            self.process.wait(5)
            self.process = None
        time.sleep(0.1)

    def discard(self) -> None:
        """Removes what it leaves outside its folder."""
