"""Sessions as the clients see them: a file descriptor, whatever protocol carries it."""

import json
import os
import select
import socket
import subprocess
import sys
import time

from . import paths


class Connection:
    """A session on a port. `banner` is what must arrive before it counts as attached."""

    def __init__(self, sock, port: int, process=None, banner: str | None = None):
        self.sock = sock
        self.port = port
        self.process = process
        self.banner = banner

    def fileno(self) -> int:
        return self.sock.fileno()

    def close(self) -> None:
        self.sock.close()
        if self.process and self.process.poll() is None:
            self.process.terminate()


def tcp(port: int, timeout: float = 10) -> socket.socket:
    """A connected socket without Nagle's delay."""
    sock = socket.create_connection((paths.HOST, port), timeout)
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return sock


def read_line(sock) -> str:
    """One line, byte by byte, so that nothing of the session behind it is taken."""
    text = b''
    while not text.endswith(b'\n'):
        byte = sock.recv(1)
        if not byte:
            raise OSError(f'end of file after {text!r}')
        text += byte
    return text.decode('latin1')


def expect(sock, pattern: str, timeout: float) -> None:
    """Reads until `pattern` has arrived."""
    end = time.monotonic() + timeout
    wanted, text = pattern.encode(), b''
    sock.settimeout(0.5)
    while wanted not in text:
        if time.monotonic() > end:
            raise OSError(f'no {pattern!r} within {timeout} s, got {text[-200:]!r}')
        try:
            byte = sock.recv(1)
        except TimeoutError:
            continue
        if not byte:
            raise OSError(f'end of file instead of {pattern!r}, got {text[-200:]!r}')
        text += byte
    sock.settimeout(None)


def spawn(rig, argv: list[str], port: int, banner: str | None = None) -> Connection:
    """A client program whose standard input and output are one end of a socket pair."""
    near, far = socket.socketpair()
    for end in (near, far):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    with open(paths.RUN / 'clients.err', 'ab') as errors:
        process = subprocess.Popen(argv, stdin=far, stdout=far, stderr=errors, preexec_fn=rig.client_group.join)
    far.close()
    return Connection(near, port, process, banner)


def read_some(connection: Connection) -> bytes | None:
    """What has arrived; b'' at the end of file, None when nothing is there."""
    try:
        return os.read(connection.fileno(), 65536)
    except BlockingIOError:
        return None
    except OSError:
        return b''


def drain(connections: list[Connection], quiet: float = 0.3, limit: float = 5) -> None:
    """Reads and drops until nothing has come for `quiet` seconds."""
    poll = select.poll()
    by_fd = {c.fileno(): c for c in connections}
    for fd in by_fd:
        poll.register(fd, select.POLLIN)
    end, last = time.monotonic() + limit, time.monotonic()
    while time.monotonic() < end and time.monotonic() - last < quiet:
        for fd, _ in poll.poll(50):
            data = read_some(by_fd[fd])
            if data == b'':
                poll.unregister(fd)
            last = time.monotonic()


def await_stream(rig, connections: list[Connection], timeout: float = 20) -> list[Connection]:
    """Sends a slow stream on the ports of all connections; returns those that saw none of it in time."""
    ports = sorted({c.port for c in connections})
    for port in ports:
        rig.command('stream', port, 2560, 0, 0)
    poll = select.poll()
    waiting = {c.fileno(): c for c in connections}
    for fd in waiting:
        poll.register(fd, select.POLLIN)
    end = time.monotonic() + timeout
    while waiting and time.monotonic() < end:
        for fd, _ in poll.poll(100):
            data = read_some(waiting[fd]) if fd in waiting else None
            if data == b'':
                raise OSError(f'a session on port {waiting[fd].port} ended while it was being set up')
            if data and any(word in data for word in (b'quick', b'brown', b'jumps', b'lazy')):
                poll.unregister(fd)
                waiting.pop(fd)
    for port in ports:
        rig.command('stop', port)
    return list(waiting.values())


def _await_attached(server, connections: list[Connection]) -> None:
    """Waits until each is attached: by its banner, or by bytes of its device."""
    for connection in connections:
        if connection.banner:
            expect(connection.sock, connection.banner, 60)
    silent = [c for c in connections if not c.banner]
    deaf = await_stream(server.rig, silent) if silent else []
    if deaf:
        raise OSError(f'{len(deaf)} of {len(connections)} sessions saw no data')


def open_sessions(server, plan: list[tuple[int, bool]], light: bool = False) -> list[Connection]:
    """Opens (port, read_only) sessions, waits until each is attached, and clears the devices' counters.

    `light` asks for the client program that costs least."""
    rig = server.rig
    connections: list[Connection] = []
    for start in range(0, len(plan), server.open_parallel):
        batch = [server.connect(port, read_only, light)
                 for port, read_only in plan[start:start + server.open_parallel]]
        connections += batch
        _await_attached(server, batch)
    ports = sorted({c.port for c in connections})
    if server.shared or len(ports) == len(connections):
        deaf = await_stream(rig, connections)
        if deaf:
            raise OSError(f'{len(deaf)} of {len(connections)} sessions saw no data')
    time.sleep(0.1)
    drain(connections)
    for quiet in (0.2, 0.0):
        for port in ports:
            rig.command('reset', port)
        drain(connections, quiet)
    return connections


def close_sessions(rig, connections: list[Connection]) -> None:
    """Closes sessions and ends every client program."""
    for connection in connections:
        connection.close()
    rig.client_group.kill(wait=1.0)


class Fdbench:
    """fdbench at work on the descriptors of some connections."""

    def __init__(self, rig, mode: str, connections: list[Connection], *options):
        for connection in connections:
            connection.sock.setblocking(False)
        self.process = subprocess.Popen(
            [str(paths.BIN / 'fdbench'), mode, *(str(o) for o in options),
             *(f'{c.fileno()}:{c.port}' for c in connections)],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, pass_fds=[c.fileno() for c in connections],
            preexec_fn=rig.client_group.join, text=True)

    def stop(self) -> dict:
        """Lets it end once nothing more arrives."""
        if self.process.poll() is None:
            try:
                self.process.stdin.write('stop\n')
                self.process.stdin.flush()
            except BrokenPipeError:
                print('fdbench had ended', file=sys.stderr)
        return self.result()

    def result(self) -> dict:
        """Waits for its end and returns its last report."""
        output = self.process.stdout.read().strip()
        self.process.wait(120)
        if not output:
            raise OSError('fdbench gave no result')
        return json.loads(output.splitlines()[-1])


def total(result: dict, key: str) -> int:
    """Sum of a counter over all connections of a sink."""
    return sum(c[key] for c in result['conns'])
