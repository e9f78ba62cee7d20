"""No server: the client opens the tty itself. The ceiling of the method."""

import os
import time

from ..connections import Connection
from .base import Server


class TtyEnd:
    """The few things a connection asks of a socket, done on a tty."""

    def __init__(self, path):
        self.fd = os.open(path, os.O_RDWR | os.O_NOCTTY | os.O_NONBLOCK)

    def fileno(self) -> int:
        return self.fd

    def setblocking(self, blocking: bool) -> None:
        os.set_blocking(self.fd, blocking)

    def sendall(self, data: bytes) -> None:
        os.write(self.fd, data)

    def close(self) -> None:
        os.close(self.fd)


class Direct(Server):
    name = 'direct'
    title = 'no server (ceiling of the method)'
    shared = False
    logs = False

    def spawn(self) -> None:
        self.started = time.monotonic()

    def listeners(self) -> list[int]:
        return []

    def connect(self, port: int, read_only: bool = False, light: bool = False) -> Connection:
        return Connection(TtyEnd(self.device(port)), port)
