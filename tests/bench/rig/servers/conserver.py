"""conserver without TLS, spoken to in its own protocol."""

from .. import paths
from ..connections import Connection, read_line, tcp
from .base import Server

PORT = 13782
BASE = 13800
ESCAPE = b'\x05c'


def write_config(server) -> None:
    """conserver.cf; break sequence 4 is the bench's break script."""
    log = (lambda port: f'logfile {server.log_path(port)};')
    consoles = '\n'.join(f'console R{n} {{ device {server.device(n)}; {log(n)} }}'
                         for n in range(1, server.ports + 1))
    (server.folder / 'conserver.cf').write_text(f'''\
config * {{ sslrequired no; logfile {server.folder}/conserver.log; passwdfile /dev/null; }}
break 4 {{ string "{server.options.break_script}"; delay 250; }}
default * {{ rw *; master localhost; type device; baud 115200; parity none; options !hupcl; }}
access * {{ trusted 127.0.0.1; }}
{consoles}
''')


def argv(server) -> list[str]:
    return ['/usr/sbin/conserver', '-C', str(server.folder / 'conserver.cf'), '-p', str(PORT), '-b', str(BASE),
            '-M', paths.HOST, '-P', '/dev/null', '-E']


class Conserver(Server):
    name = 'conserver'
    title = 'conserver (no SSH)'

    def configure(self) -> None:
        write_config(self)

    def argv(self) -> list[str]:
        return argv(self)

    def listeners(self) -> list[int]:
        return [PORT]

    def _ask(self, sock, text: str, wanted: str) -> None:
        sock.sendall(text.encode() + b'\r\n')
        answer = read_line(sock)
        if not answer.startswith(wanted):
            raise OSError(f'conserver answered {text!r} with {answer!r}')

    def _login(self, port: int):
        sock = tcp(port)
        answer = read_line(sock)
        if not answer.startswith('ok'):
            raise OSError(f'conserver greeted with {answer!r}')
        self._ask(sock, 'login root', 'ok')
        return sock

    def connect(self, port: int, read_only: bool = False, light: bool = False) -> Connection:
        sock = self._login(PORT)
        sock.sendall(f'call R{port}\r\n'.encode())
        child = read_line(sock).strip()
        sock.close()
        if not child.isdigit():
            raise OSError(f'conserver names no port for R{port}: {child!r}')
        sock = self._login(int(child))
        self._ask(sock, f'call R{port}', '[')
        sock.sendall(ESCAPE + b';')
        answer = read_line(sock)
        if '[connected]' not in answer:
            raise OSError(f'conserver did not connect R{port}: {answer!r}')
        if read_only:
            sock.sendall(ESCAPE + b's')
        return Connection(sock, port)

    def break_script(self, connection: Connection) -> None:
        """Asks for break sequence 4."""
        connection.sock.sendall(ESCAPE + b'l4')
