"""What sites run today: sshd with a forced command that runs conserver's client against conserver."""

from .. import paths
from ..connections import Connection
from . import conserver
from .openssh import SSHD, write_sshd_config
from .ssh import SshServer


class OpenSshConserver(SshServer):
    name = 'openssh+conserver'
    title = 'OpenSSH + conserver'
    port = 12250
    banner = 'for help]'

    def configure(self) -> None:
        conserver.write_config(self)
        client = self.folder / 'console.cf'
        client.write_text('config * { sslenabled no; sslrequired no; }\n')
        client.chmod(0o644)
        write_sshd_config(self, self.port, f'''\
case "$SSH_ORIGINAL_COMMAND" in
R[0-9]*)
    set -- $SSH_ORIGINAL_COMMAND
    exec console -n -C {client} -M {paths.HOST} -p {conserver.PORT} -l root $2 $1 ;;
true)
    exit 0 ;;
esac
''')

    def argv(self) -> list[str]:
        both = ' '.join(conserver.argv(self)) + ' & exec ' + ' '.join(SSHD) + f' {self.folder}/sshd_config'
        return ['/bin/sh', '-c', both]

    def listeners(self) -> list[int]:
        return [self.port, conserver.PORT]

    def session_address(self, port: int) -> int:
        return self.port

    def session_command(self, port: int, read_only: bool) -> str:
        return f'R{port} ' + ('-s' if read_only else '-f')

    def setup_command(self) -> tuple[int, str]:
        return self.port, 'true'

    def break_script(self, connection: Connection) -> None:
        """Asks for break sequence 4."""
        connection.sock.sendall(conserver.ESCAPE + b'l4')
