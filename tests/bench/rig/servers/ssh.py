"""What servers that speak SSH have in common: how clients are called."""

from .. import paths
from ..connections import Connection, spawn
from .base import Server

CLIENT_OPTIONS = {
    'StrictHostKeyChecking': 'no', 'UserKnownHostsFile': '/dev/null', 'LogLevel': 'ERROR', 'BatchMode': 'yes',
    'ConnectTimeout': '60', 'IdentitiesOnly': 'yes',
}


def ssh_command(port: int, user: str, command: str | None = None, tty: bool = False,
                kex: str | None = None) -> list[str]:
    """OpenSSH's client, with our key and nobody's configuration."""
    argv = ['ssh', '-F', '/dev/null', '-e', 'none', '-i', str(paths.KEYS / 'id_ed25519'), '-p', str(port)]
    options = dict(CLIENT_OPTIONS)
    if kex:
        options['KexAlgorithms'] = kex
    for key, value in options.items():
        argv += ['-o', f'{key}={value}']
    argv += ['-tt' if tty else '-T', f'{user}@{paths.HOST}']
    return argv + ([command] if command else [])


def dbclient_command(port: int, user: str, command: str | None = None) -> list[str]:
    """dropbear's client: a sixth of the CPU of OpenSSH's."""
    argv = ['dbclient', '-y', '-y', '-T', '-i', str(paths.KEYS / 'id_ed25519.dropbear'), '-p', str(port),
            f'{user}@{paths.HOST}']
    return argv + ([command] if command else [])


class SshServer(Server):
    """A server whose sessions are SSH clients with their standard input and output on a socket pair."""

    ssh = True
    open_parallel = 8
    user = paths.SSHD_USER
    banner: str | None = None

    def session_address(self, port: int) -> int:
        """The TCP port that serves a line."""
        raise NotImplementedError

    def session_command(self, port: int, read_only: bool) -> str | None:
        """The command that the client names, if it must."""
        return None

    def setup_command(self) -> tuple[int, str]:
        """(TCP port, command) of the connection whose set-up is timed: authenticates, runs, ends."""
        raise NotImplementedError

    def connect(self, port: int, read_only: bool = False, light: bool = False) -> Connection:
        return self.connect_at(self.session_address(port), port, read_only, light)

    def connect_at(self, address: int, port: int, read_only: bool = False, light: bool = False) -> Connection:
        """Begins a session by way of another TCP port, such as a slow link's."""
        make = dbclient_command if light else ssh_command
        return spawn(self.rig, make(address, self.user, self.session_command(port, read_only)), port, self.banner)
