"""A port's ring as docs/log-format.md describes it, read by hand.

What a dead daemon has left, before the next one repairs it."""

import mmap
import struct


class RingFile:
    """The ring of one port, mapped read-only."""

    def __init__(self, rings, number):
        (path,) = rings.glob(f"*/port-{number:02}.ring")
        with open(path, "rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        if self._map[:8] != b"FLEADLOG":
            raise ValueError(f"{path} is no ring")
        self.offset, self.size = struct.unpack_from("<QQ", self._map, 0x20)

    @property
    def head(self):
        return struct.unpack_from("<Q", self._map, 0x100)[0]

    @property
    def reserved(self):
        return struct.unpack_from("<Q", self._map, 0x140)[0]

    @property
    def cleared(self):
        return struct.unpack_from("<Q", self._map, 0x148)[0]

    @property
    def tail(self):
        start = struct.unpack_from("<Q", self._map, 0x50)[0]
        return max(start, self.reserved - self.size)

    def read(self, first, end):
        """The bytes of position first … end, whether they are committed or not."""
        at, length = first % self.size, end - first
        piece = self._map[self.offset + at:self.offset + min(at + length, self.size)]
        return piece + self._map[self.offset:self.offset + length - len(piece)]

    @property
    def uncommitted(self):
        """How many bytes lie behind the head: read from the line by a daemon that died before it could say so."""
        return len(self.read(self.head, self.cleared).rstrip(b"\0"))

    def close(self):
        self._map.close()
