"""A slow, long, lossy link between a client and a server, as a TCP proxy.

The model, each direction on its own:

* The sender's bytes are cut into segments of at most MSS bytes. A segment occupies the wire for
  (length + 40) * 8 / bandwidth seconds, then travels for half the round trip.
* At most QUEUE segments wait for the wire. While the queue is full nothing is read from the sender, and
  the proxy's own receive buffers are small, so what a server has sent too much stays in the server's own
  socket buffer, as it would with a real modem.
* TCP hides loss from both ends, so loss shows as time: a lost segment, and everything behind it, is held
  for a retransmission timeout (twice the round trip, one second at least, doubled when the retransmission is
  lost too) and occupies the wire again. What is held arrives in order and at once when the hole is filled.
* A connection begins one round trip late, for TCP's own handshake.

Losses come from a seeded generator: every server meets the same pattern.

Run as a program: link.py LISTEN_PORT TARGET_PORT BITS_PER_SECOND ROUND_TRIP_MS LOSS_PERCENT SEED;
prints "ready" and ends with its standard input."""

import asyncio
import random
import socket
import sys
from dataclasses import dataclass

HOST = '127.0.0.1'
MSS = 536
HEADERS = 40
QUEUE = 3
RECEIVE_BUFFER = 4096


@dataclass(frozen=True)
class Link:
    """Bits a second, seconds there and back, and the share of segments lost."""

    bandwidth: float
    round_trip: float
    loss: float

    def wire_time(self, length: int) -> float:
        """Seconds that a segment occupies the wire."""
        return (length + HEADERS) * 8 / self.bandwidth

    def first_timeout(self) -> float:
        return max(1.0, 2 * self.round_trip)


class Direction:
    """Decides when each segment of one direction arrives. Times are in seconds of any clock."""

    def __init__(self, link: Link, chance: random.Random):
        self.link = link
        self.chance = chance
        self.wire_free = 0.0
        self.last_arrival = 0.0

    def schedule(self, length: int, now: float) -> float:
        """The time at which a segment that is sent now arrives."""
        link = self.link
        self.wire_free = max(self.wire_free, now) + link.wire_time(length)
        arrival = self.wire_free + link.round_trip / 2
        timeout = link.first_timeout()
        while self.chance.random() < link.loss:
            self.wire_free += link.wire_time(length)
            arrival += timeout + link.wire_time(length)
            timeout *= 2
        self.last_arrival = max(self.last_arrival, arrival)
        return self.last_arrival

    def room_at(self) -> float:
        """The time from which the queue takes another segment."""
        return self.wire_free - QUEUE * self.link.wire_time(MSS)


def prepare(sock: socket.socket) -> None:
    """Small segments and a small receive buffer; to be set before the handshake."""
    sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, MSS)
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, RECEIVE_BUFFER)


async def carry(source: socket.socket, target: socket.socket, direction: Direction) -> None:
    """Moves one direction until its source closes or either end fails."""
    loop = asyncio.get_running_loop()
    held: asyncio.Queue = asyncio.Queue()

    async def deliver() -> None:
        while True:
            arrival, data = await held.get()
            await asyncio.sleep(max(0.0, arrival - loop.time()))
            if not data:
                target.shutdown(socket.SHUT_WR)
                return
            await loop.sock_sendall(target, data)

    async def accept() -> None:
        data = b'-'
        while data:
            await asyncio.sleep(max(0.0, direction.room_at() - loop.time()))
            data = await loop.sock_recv(source, MSS)
            held.put_nowait((direction.schedule(len(data), loop.time()), data))

    await asyncio.gather(deliver(), accept())


async def serve_one(client: socket.socket, port: int, link: Link, chance: random.Random) -> None:
    """One connection over the link."""
    loop = asyncio.get_running_loop()
    server = socket.socket()
    prepare(server)
    for sock in (client, server):
        sock.setblocking(False)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        await asyncio.sleep(link.round_trip)
        await loop.sock_connect(server, (HOST, port))
        await asyncio.gather(carry(client, server, Direction(link, chance)),
                             carry(server, client, Direction(link, chance)))
    except OSError as error:
        print(f'link: {error}', file=sys.stderr)
    finally:
        client.close()
        server.close()


async def serve(listen_port: int, port: int, link: Link, seed: int) -> None:
    """Carries connections until standard input ends."""
    loop = asyncio.get_running_loop()
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    prepare(listener)
    listener.bind((HOST, listen_port))
    listener.listen(8)
    listener.setblocking(False)
    ended = loop.create_future()
    loop.add_reader(0, lambda: sys.stdin.buffer.read1(64) or ended.done() or ended.set_result(None))
    print('ready', flush=True)
    tasks = set()
    chance = random.Random(seed)

    async def accept() -> None:
        while True:
            client, _ = await loop.sock_accept(listener)
            tasks.add(asyncio.create_task(serve_one(client, port, link, chance)))

    accepting = asyncio.create_task(accept())
    await asyncio.wait({accepting, ended}, return_when=asyncio.FIRST_COMPLETED)
    for task in (accepting, *tasks):
        task.cancel()


if __name__ == '__main__':
    where, to, bits, trip_ms, loss_percent, seed_text = sys.argv[1:]
    asyncio.run(serve(int(where), int(to), Link(float(bits), float(trip_ms) / 1e3, float(loss_percent) / 100),
                      int(seed_text)))
