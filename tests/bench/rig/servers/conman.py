"""conman's conmand, spoken to in its own protocol."""

from ..connections import Connection, read_line, tcp
from .base import Server

PORT = 17890


class Conman(Server):
    name = 'conman'
    title = 'conman (no SSH)'

    def configure(self) -> None:
        consoles = '\n'.join(f'console name="R{n}" dev="{self.device(n)}" log="R{n}.log"'
                             for n in range(1, self.ports + 1))
        path = self.folder / 'conman.conf'
        path.write_text(f'''\
server loopback=on
server port={PORT}
server keepalive=off
server pidfile="{self.folder}/pid"
server logdir="{self.folder}/log"
server logfile="{self.folder}/conmand.log"
server tcpwrappers=off
global seropts="115200,8n1"
global logopts="nolock,nosanitize,notimestamp"
{consoles}
''')
        path.chmod(0o600)

    def argv(self) -> list[str]:
        return ['/usr/sbin/conmand', '-F', '-c', str(self.folder / 'conman.conf')]

    def listeners(self) -> list[int]:
        return [PORT]

    def connect(self, port: int, read_only: bool = False, light: bool = False) -> Connection:
        sock = tcp(PORT)
        verb = 'MONITOR' if read_only else 'CONNECT OPTION=JOIN'
        for text in ("HELLO USER='root'", f"{verb} CONSOLE='R{port}'"):
            sock.sendall(text.encode() + b'\n')
            answer = read_line(sock)
            if not answer.startswith('OK'):
                raise OSError(f'conman answered {text!r} with {answer!r}')
        return Connection(sock, port)
