"""The numbered stream of src/stream.h, for logs and low-rate checks."""

LINE_LENGTH = 64
FILLER = b'The quick brown fox jumps over the lazy dog'


def stream_bytes(port: int, position: int, count: int) -> bytes:
    """Bytes [position, position + count) of a port's stream."""
    first = position // LINE_LENGTH
    last = (position + count + LINE_LENGTH - 1) // LINE_LENGTH
    text = b''.join(b'R%02d:%010d %s %02d.\r\n' % (port, n, FILLER, (n * 37 + port) % 97) for n in range(first, last))
    skip = position - first * LINE_LENGTH
    return text[skip:skip + count]


def missing_at_end(log: bytes, port: int, consumed: int) -> int:
    """How many of the first `consumed` bytes of a stream a log that ends with it lacks.

    The log may hold earlier streams of the port before; damaged bytes count as missing."""
    start = log.rfind(stream_bytes(port, 0, 15)[:15])
    if start < 0:
        return consumed
    tail = log[start:]
    expected = stream_bytes(port, 0, max(consumed, len(tail)))
    if expected.startswith(tail):
        return max(0, consumed - len(tail))
    common = next(i for i, (a, b) in enumerate(zip(tail, expected)) if a != b)
    return max(0, consumed - common)
