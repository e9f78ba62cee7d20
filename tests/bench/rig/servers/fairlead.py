"""Fairlead: one SSH listener a port, logging, a user with a key and one rule."""

import subprocess
from pathlib import Path

from .. import paths
from ..connections import Connection, spawn
from .ssh import SshServer, ssh_command

CLI_PORT = 18200
PORT_BASE = 18200
RING_BYTES = 1 << 20
MAX_SESSIONS = 256


class Fairlead(SshServer):
    name = 'fairlead'
    title = 'Fairlead (SSH, logging)'
    user = 'bench'

    def configure(self) -> None:
        # The back-pressure rows stop the device instead of skipping bytes for a late reader.
        flow = 'rtscts' if self.options.back_pressure else 'none'
        ports = '\n'.join(f'''
[[port]]
number = {n}
name = "R{n}"
line = {{ device = "{self.device(n)}", baud = 921600, format = "8N1", flow = "{flow}" }}
max_sessions = {MAX_SESSIONS}''' + (f'''
breaks = ["script"]''' if self.options.with_break else '') for n in range(1, self.ports + 1))
        break_section = f'''
[[break]]
name = "script"
sequence = '{self.options.break_script}'
confirm = false
''' if self.options.with_break else ''
        key = (paths.KEYS / 'id_ed25519.pub').read_text().strip()
        self.config_path().write_text(f'''\
schema = 1

[device]
name = "bench"

[ssh]
listen = ["{paths.HOST}"]
cli_port = {CLI_PORT}
port_base = {PORT_BASE}
max_sessions = {MAX_SESSIONS}

[log]
ring = "{RING_BYTES >> 20}MiB"
{break_section}
[[user]]
name = "{self.user}"
keys = ["{key}"]
groups = ["bench"]

[[rule]]
who = ["@bench"]
ports = ["1-{self.ports}"]
may = ["watch", "write", "break", "log", "takeover"]
{ports}
''')
        self.state().mkdir(exist_ok=True)

    def device(self, port: int) -> Path:
        # It takes paths below /dev only.
        return super().device(port).resolve()

    def config_path(self):
        return self.folder / 'fairlead.toml'

    def state(self):
        return self.folder / 'state'

    def argv(self) -> list[str]:
        return [self.options.fairlead, 'daemon', '--config', str(self.config_path()), '--state', str(self.state())]

    def listeners(self) -> list[int]:
        return [*(PORT_BASE + n for n in range(1, self.ports + 1)), CLI_PORT]

    def session_address(self, port: int) -> int:
        return PORT_BASE + port

    def setup_command(self) -> tuple[int, str]:
        return CLI_PORT, 'show version'

    def ring_pattern(self) -> str:
        return r'/port-\d+\.ring\b'

    def discard(self) -> None:
        # The live rings are in shared memory, and outlive the state directory that names them.
        for name in self.state().glob('ports/*/ring'):
            ring = Path(name.read_text().strip())
            ring.unlink(missing_ok=True)
            if ring.parent.is_dir() and not any(ring.parent.iterdir()):
                ring.parent.rmdir()

    def read_log(self, port: int) -> bytes:
        return subprocess.run([self.options.fairlead, 'log', str(port), '--raw', '--state', str(self.state())],
                              check=True, capture_output=True).stdout

    def connect_terminal(self, port: int) -> Connection:
        """A session with a pty, where escapes are seen."""
        return spawn(self.rig, ssh_command(self.session_address(port), self.user, tty=True), port)

    def break_script(self, connection: Connection) -> None:
        """Asks for the first break sequence of the port."""
        connection.sock.sendall(b'\x05cl1')
