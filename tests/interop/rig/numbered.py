"""A byte stream that knows its own positions, so that loss, repetition and corruption are told apart.

The stream of line N is made of records of 64 bytes: "NN 0000000000000123 " with the record's number, then letters
that follow from the number, then a newline. Any 64 bytes in a row that begin at a record's start say where they belong.
"""

import functools

RECORD = 64
_LETTERS = (b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" * 3)


@functools.lru_cache(maxsize=4096)
def record(line, number):
    """The 64 bytes of one record."""
    head = b"%02d %016d " % (line, number)
    start = (number * 7 + line) % 62
    return head + _LETTERS[start:start + RECORD - len(head) - 1] + b"\n"


def stream(line, position, length):
    """Bytes position … position + length of the line's stream."""
    first, last = position // RECORD, (position + length - 1) // RECORD
    whole = b"".join(record(line, number) for number in range(first, last + 1))
    start = position - first * RECORD
    return whole[start:start + length]


class Verifier:
    """Reads a line's stream as somebody received it; it may begin anywhere.

    lost: bytes of records that never came; repeated: bytes that came again; corrupt: bytes that belong to no record.
    first and last: numbers of the first and the last whole record that were seen.
    """

    def __init__(self, line):
        self.line = line
        self.lost = self.repeated = self.corrupt = self.received = 0
        self.first = self.last = None
        self._rest = b""

    def feed(self, data):
        self.received += len(data)
        data = self._rest + data
        at = 0
        if self.last is None and self.first is None:
            at = self._synchronize(data)
            if at < 0:
                self._rest = data
                return
        end = len(data) - RECORD
        while at <= end:
            expected = 0 if self.last is None else self.last + 1
            piece = data[at:at + RECORD]
            if self.last is not None and piece == record(self.line, expected):
                self.last = expected
                at += RECORD
                continue
            number = self._number(piece)
            if number is None:
                skip = self._next(data, at + 1)
                if skip < 0:
                    break
                self.corrupt += skip - at
                at = skip
                continue
            if self.last is None:
                self.first = number
                self.last = number
            elif number > self.last:
                self.lost += (number - expected) * RECORD
                self.last = number
            else:
                self.repeated += RECORD
            at += RECORD
        self._rest = data[at:]

    def _synchronize(self, data):
        """Where the first whole record begins; what is before it must be the end of a record, and is not judged."""
        at = 0 if self._number(data[:RECORD]) is not None else self._next(data, 1)
        if at > RECORD:
            self.corrupt += at - RECORD
        return at

    def _next(self, data, start):
        for at in range(start, len(data) - RECORD + 1):
            if data[at + 2] == 32 and self._number(data[at:at + RECORD]) is not None:
                return at
        return -1

    def _number(self, piece):
        if len(piece) < RECORD or not piece.startswith(b"%02d " % self.line):
            return None
        digits = piece[3:19]
        if not digits.isdigit():
            return None
        number = int(digits)
        return number if piece == record(self.line, number) else None

    @property
    def tail(self):
        """Bytes after the last whole record."""
        return self._rest

    @property
    def position(self):
        """Where the stream stands: the position after the last byte seen, if what follows the last record fits."""
        if self.last is None:
            return 0
        expected = record(self.line, self.last + 1)[:len(self._rest)]
        return (self.last + 1) * RECORD + (len(self._rest) if self._rest == expected else 0)

    def __repr__(self):
        return (f"line {self.line}: {self.received} bytes, records {self.first}…{self.last}, "
                f"lost {self.lost}, repeated {self.repeated}, corrupt {self.corrupt}")
