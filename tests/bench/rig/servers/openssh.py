"""OpenSSH's sshd with a forced command that runs socat on the tty: no sharing, no log."""

import os
import pwd

from .. import paths
from .ssh import SshServer


def check_access(server) -> None:
    """The sessions run as a user of their own, who must be able to get at the script."""
    try:
        user = pwd.getpwnam(paths.SSHD_USER)
    except KeyError:
        raise RuntimeError(f'there is no user {paths.SSHD_USER}: run tests/bench/setup') from None
    for folder in (server.folder, *server.folder.parents):
        info = os.stat(folder)
        if info.st_uid != user.pw_uid and not info.st_mode & 0o001:
            raise RuntimeError(f'{paths.SSHD_USER} cannot enter {folder}: set RIG_HOME to a folder it can')


def write_sshd_config(server, port: int, script: str) -> None:
    """A private sshd whose every session runs `script`."""
    check_access(server)
    wrapper = server.folder / 'wrapper'
    wrapper.write_text('#!/bin/sh\n' + script)
    wrapper.chmod(0o755)
    (server.folder / 'sshd_config').write_text(f'''\
Port {port}
ListenAddress {paths.HOST}
HostKey {paths.KEYS}/host_ed25519
PidFile {server.folder}/pid
AuthorizedKeysFile {paths.KEYS}/authorized_keys
StrictModes no
UsePAM no
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxStartups 500
UseDNS no
PrintMotd no
X11Forwarding no
AllowTcpForwarding no
ForceCommand {wrapper}
LogLevel ERROR
''')


SSHD = ['/usr/sbin/sshd', '-D', '-e', '-f']


def relay_script() -> str:
    """Runs socat on the tty that the client named."""
    return f'''\
case "$SSH_ORIGINAL_COMMAND" in
R[0-9]*)
    printf "[attached]\\r\\n"
    exec socat -b 65536 - "OPEN:{paths.DEV}/tty$SSH_ORIGINAL_COMMAND,raw,echo=0,b115200" ;;
true)
    exit 0 ;;
esac
'''


class OpenSsh(SshServer):
    name = 'openssh'
    title = 'OpenSSH + socat (no log, no sharing)'
    shared = False
    logs = False
    opens_early = False
    port = 12200
    banner = '[attached]'

    def configure(self) -> None:
        write_sshd_config(self, self.port, relay_script())

    def argv(self) -> list[str]:
        return [*SSHD, str(self.folder / 'sshd_config')]

    def listeners(self) -> list[int]:
        return [self.port]

    def session_address(self, port: int) -> int:
        return self.port

    def session_command(self, port: int, read_only: bool) -> str:
        return f'R{port}'

    def setup_command(self) -> tuple[int, str]:
        return self.port, 'true'
