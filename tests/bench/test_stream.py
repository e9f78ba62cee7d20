"""The verifier (src/stream.h): lost, repeated and corrupted bytes are told apart."""

import json
import random
import subprocess
from pathlib import Path

import pytest

from rig import paths
from rig.stream import LINE_LENGTH, missing_at_end, stream_bytes

COUNTERS = ('lines', 'lost', 'repeated', 'corrupt', 'preamble')
LINES = 20


@pytest.fixture(scope='session')
def vercheck(tmp_path_factory) -> Path:
    return paths.build_program('vercheck', tmp_path_factory.mktemp('bin') / 'vercheck')


@pytest.fixture(params=(1, 7, 63, 64, 65, 1000, 65536))
def verify(request, vercheck):
    """Feeds bytes in pieces of one size and returns the counters."""
    def run(data: bytes) -> dict:
        output = subprocess.run([vercheck, str(request.param)], input=data, capture_output=True, check=True).stdout
        return json.loads(output)
    return run


def lines(first: int, last: int) -> bytes:
    """Lines first … last - 1 of port 1."""
    return stream_bytes(1, first * LINE_LENGTH, (last - first) * LINE_LENGTH)


def counts(result: dict) -> tuple:
    return tuple(result[key] for key in COUNTERS)


def test_the_two_makers_of_the_stream_agree(vercheck):
    made = subprocess.run([vercheck, 'stream', '1000'], capture_output=True, check=True).stdout
    assert made == lines(0, 1000)


def test_a_whole_stream_has_no_faults(verify):
    assert counts(verify(lines(0, LINES))) == (LINES, 0, 0, 0, 0)


def test_a_missing_line_is_lost(verify):
    assert counts(verify(lines(0, 5) + lines(6, LINES))) == (LINES - 1, 64, 0, 0, 0)


def test_many_missing_lines_are_lost(verify):
    assert counts(verify(lines(0, 3) + lines(13, LINES))) == (10, 640, 0, 0, 0)


def test_missing_first_lines_are_lost(verify):
    assert counts(verify(lines(4, LINES))) == (LINES - 4, 256, 0, 0, 0)


def test_a_repeated_line_is_neither_lost_nor_counted_twice(verify):
    assert counts(verify(lines(0, 6) + lines(5, LINES))) == (LINES, 0, 1, 0, 0)


def test_a_flipped_byte_is_corrupt_and_not_lost(verify):
    data = bytearray(lines(0, LINES))
    data[5 * 64 + 30] ^= 1
    assert counts(verify(bytes(data))) == (LINES - 1, 0, 0, 64, 0)


def test_a_flipped_digit_is_corrupt_and_not_a_jump(verify):
    data = bytearray(lines(0, LINES))
    data[5 * 64 + 12] = ord('9')
    assert counts(verify(bytes(data))) == (LINES - 1, 0, 0, 64, 0)


def test_bytes_missing_inside_a_line_are_lost_and_the_rest_of_it_is_corrupt(verify):
    data = lines(0, LINES)
    at = 5 * 64 + 20
    assert counts(verify(data[:at] + data[at + 10:])) == (LINES - 1, 10, 0, 54, 0)


def test_inserted_bytes_are_corrupt_and_nothing_is_lost(verify):
    assert counts(verify(lines(0, 5) + b'noise!' + lines(5, LINES))) == (LINES, 0, 0, 6, 0)


def test_a_banner_before_the_stream_is_a_preamble(verify):
    assert counts(verify(b'welcome\r\n' + lines(0, LINES))) == (LINES, 0, 0, 0, 9)


def test_another_ports_lines_are_corrupt(verify):
    assert counts(verify(lines(0, 5) + stream_bytes(2, 0, 64) + lines(5, LINES))) == (LINES, 0, 0, 64, 0)


def test_half_a_line_waits_for_its_rest(verify):
    result = verify(lines(0, LINES)[:-10])
    assert counts(result) == (LINES - 1, 0, 0, 0, 0)
    assert result['rest'] == 54


def test_whatever_is_dropped_is_booked_as_lost_or_corrupt(vercheck):
    """Random cuts: what arrived intact, what is corrupt and what is lost add up to what was sent."""
    chance = random.Random(7)
    for _ in range(200):
        data = lines(0, 60)
        start = chance.randrange(64, 40 * 64)
        length = chance.randrange(1, 10 * 64)
        cut = data[:start] + data[start + length:]
        result = json.loads(subprocess.run([vercheck, '100'], input=cut, capture_output=True, check=True).stdout)
        assert result['lost'] == length
        assert result['lines'] * 64 + result['corrupt'] + result['lost'] == len(data)


def test_a_log_that_ends_with_the_stream_misses_nothing():
    log = b'older ' + lines(0, 9) + lines(0, LINES)[:1000]
    assert missing_at_end(log, 1, 1000) == 0


def test_a_log_that_lacks_the_end_misses_it():
    assert missing_at_end(lines(0, 9) + lines(0, LINES)[:900], 1, 1000) == 100


def test_a_log_with_a_hole_misses_everything_behind_it():
    stream = lines(0, LINES)
    assert missing_at_end(stream[:300] + stream[310:], 1, 1000) >= 690


def test_a_log_without_the_stream_misses_all():
    assert missing_at_end(b'', 1, 1000) == 1000
