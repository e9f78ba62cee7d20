"""The instruments themselves: a rig that cannot see a fault proves nothing."""

import os
import time

import pytest

from rig.numbered import RECORD, Verifier, stream
from rig.settings import text
from rig.streams import Streams

import tomllib


def fed(*pieces, line=7):
    verifier = Verifier(line)
    for piece in pieces:
        verifier.feed(piece)
    return verifier


def test_an_unbroken_stream_is_seen_as_unbroken_however_it_is_cut():
    whole = stream(7, 0, 40 * RECORD)
    for size in (1, 7, 63, 64, 65, 1000):
        verifier = fed(*(whole[at:at + size] for at in range(0, len(whole), size)))
        assert (verifier.lost, verifier.repeated, verifier.corrupt) == (0, 0, 0)
        assert (verifier.first, verifier.last, verifier.position) == (0, 39, len(whole))


def test_a_stream_may_begin_anywhere():
    verifier = fed(stream(7, 1000, 5000))
    assert (verifier.lost, verifier.repeated, verifier.corrupt) == (0, 0, 0)
    assert verifier.first == 16
    assert verifier.position == 6000


def test_a_missing_record_is_lost_and_nothing_else():
    verifier = fed(stream(7, 0, 640), stream(7, 704, 640))
    assert (verifier.lost, verifier.repeated, verifier.corrupt) == (RECORD, 0, 0)


def test_a_record_that_comes_twice_is_repeated_and_nothing_else():
    verifier = fed(stream(7, 0, 640), stream(7, 576, 640))
    assert (verifier.lost, verifier.repeated, verifier.corrupt) == (0, RECORD, 0)


@pytest.mark.parametrize("at", [0, 1, 2, 3, 10, 18, 19, 30, 63])
def test_a_changed_byte_is_corrupt(at):
    whole = bytearray(stream(7, 0, 640))
    whole[192 + at] ^= 0x40
    verifier = fed(bytes(whole))
    assert verifier.corrupt == RECORD
    assert verifier.repeated == 0


def test_a_byte_that_is_missing_inside_a_record_is_corrupt_and_lost():
    whole = stream(7, 0, 640)
    verifier = fed(whole[:200] + whole[201:])
    assert verifier.corrupt == RECORD - 1
    assert verifier.lost == RECORD


def test_another_lines_bytes_are_corrupt():
    verifier = fed(stream(7, 0, 640), stream(8, 640, 128), stream(7, 640, 640))
    assert verifier.corrupt == 128
    assert verifier.lost == 0


def test_the_generator_keeps_its_pace_and_counts_what_it_sent(tmp_path):
    streams = Streams(tmp_path, 2, 92160)
    readers = {number: os.open(streams.path(number), os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY)
               for number in streams.numbers}
    verifiers = {number: Verifier(number) for number in streams.numbers}
    streams.go()
    end = time.monotonic() + 1
    while time.monotonic() < end:
        time.sleep(0.01)
        for number, reader in readers.items():
            verifiers[number].feed(drained(reader))
    counts = streams.stop()
    for number, reader in readers.items():
        verifiers[number].feed(drained(reader))
        assert verifiers[number].position == counts[number]["sent"]
        assert counts[number]["dropped"] == 0
        assert 60_000 < counts[number]["sent"] < 200_000
        os.close(reader)
    streams.close()


def drained(reader):
    data = b""
    while True:
        try:
            more = os.read(reader, 65536)
        except BlockingIOError:
            return data
        if not more:
            return data
        data += more


def test_settings_are_written_as_toml_reads_them():
    settings = {"schema": 1, "log": {"ring": "1MiB", "input": False},
                "port": [{"number": 1, "line": {"exec": ["/bin/sh", "-c", 'echo "x"']}}, {"number": 2}]}
    assert tomllib.loads(text(settings)) == settings
