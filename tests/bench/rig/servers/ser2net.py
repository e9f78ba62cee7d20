"""ser2net with raw TCP: as packaged, and with large buffers and without its character delay."""

from ..connections import Connection, tcp
from .base import Server

BASE = 14000


class Ser2net(Server):
    name = 'ser2net'
    title = 'ser2net (raw)'
    opens_early = False
    tuning = ''

    def configure(self) -> None:
        parts = ['%YAML 1.1', '---']
        for n in range(1, self.ports + 1):
            parts.append(f'''\
connection: &R{n}
  accepter: tcp,127.0.0.1,{BASE + n}
  connector: serialdev,{self.device(n)},115200n81,local
  options:
    max-connections: 64
    kickolduser: false
    trace-read: {self.log_path(n)}{self.tuning}''')
        (self.folder / 'ser2net.yaml').write_text('\n'.join(parts) + '\n')

    def argv(self) -> list[str]:
        return ['/usr/sbin/ser2net', '-n', '-u', '-c', str(self.folder / 'ser2net.yaml'),
                '-P', str(self.folder / 'pid')]

    def listeners(self) -> list[int]:
        return [BASE + n for n in range(1, self.ports + 1)]

    def connect(self, port: int, read_only: bool = False, light: bool = False) -> Connection:
        return Connection(tcp(BASE + port), port)


class Ser2netTuned(Ser2net):
    name = 'ser2net-tuned'
    title = 'ser2net (raw, tuned)'
    tuning = '''
    chardelay: false
    dev-to-net-bufsize: 65536
    net-to-dev-bufsize: 65536'''
