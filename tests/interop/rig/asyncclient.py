"""asyncssh as a client: the one that says exactly what it wants, many times at once."""

import asyncio
import contextlib
import warnings

warnings.filterwarnings("ignore", category=DeprecationWarning)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    import asyncssh


@contextlib.asynccontextmanager
async def connected(keys, number, user="alice", **options):
    connection = await asyncio.wait_for(
        asyncssh.connect("127.0.0.1", number, username=user, client_keys=[str(keys.openssh)], known_hosts=None,
                         config=None, agent_path=None, **options), 20)
    try:
        yield connection
    finally:
        connection.close()
        with contextlib.suppress(Exception):
            await asyncio.wait_for(connection.wait_closed(), 5)


async def attach(connection, terminal=False):
    """A session without a command; binary clean unless a terminal is asked for."""
    return await asyncio.wait_for(
        connection.create_process(encoding=None, term_type="xterm" if terminal else None), 10)


async def read_until(reader, wanted, seconds=10):
    """Reads until those bytes have come; returns all that was read."""
    seen = bytearray()

    async def more():
        while wanted not in seen:
            data = await reader.read(65536)
            if not data:
                raise AssertionError(f"the stream ended before {wanted!r}: {bytes(seen[-500:])!r}")
            seen.extend(data)

    try:
        await asyncio.wait_for(more(), seconds)
    except asyncio.TimeoutError:
        raise AssertionError(f"{wanted!r} did not come within {seconds} s: {bytes(seen[-500:])!r}") from None
    return bytes(seen)
