"""The model of the slow link."""

import random

from rig.link import Direction, Link

PLAIN = Link(bandwidth=9600, round_trip=0.7, loss=0.0)


def test_a_segment_takes_its_wire_time_and_half_the_round_trip():
    direction = Direction(PLAIN, random.Random(1))
    assert abs(direction.schedule(80, 10.0) - (10.0 + 120 * 8 / 9600 + 0.35)) < 1e-9


def test_segments_wait_for_the_wire():
    direction = Direction(PLAIN, random.Random(1))
    first = direction.schedule(536, 0.0)
    assert abs(direction.schedule(536, 0.0) - first - 576 * 8 / 9600) < 1e-9


def test_the_wire_carries_its_bandwidth():
    direction = Direction(PLAIN, random.Random(1))
    arrivals = [direction.schedule(536, 0.0) for _ in range(100)]
    assert abs(100 * 576 * 8 / (arrivals[-1] - 0.35) - 9600) < 1


def test_a_lost_segment_holds_all_behind_it_for_the_timeout():
    class LoseFirst:
        calls = 0

        def random(self):
            self.calls += 1
            return 0.0 if self.calls == 1 else 1.0

    direction = Direction(Link(9600, 0.7, 0.02), LoseFirst())
    lost = direction.schedule(80, 0.0)
    assert abs(lost - (0.1 + 0.35 + 1.4 + 0.1)) < 1e-9
    assert direction.schedule(80, 0.0) == lost


def test_a_retransmission_that_is_lost_too_waits_twice_as_long():
    class LoseTwo:
        calls = 0

        def random(self):
            self.calls += 1
            return 0.0 if self.calls <= 2 else 1.0

    direction = Direction(Link(9600, 0.7, 0.02), LoseTwo())
    assert abs(direction.schedule(80, 0.0) - (0.1 + 0.35 + 1.4 + 2.8 + 0.2)) < 1e-9


def test_losses_come_at_their_rate():
    direction = Direction(Link(1e9, 0.7, 0.02), random.Random(3))
    late = 0
    for i in range(20000):
        now = i * 100.0
        late += direction.schedule(80, now) - now > 1.0
    assert 0.015 < late / 20000 < 0.025


def test_the_queue_is_full_after_three_segments():
    direction = Direction(PLAIN, random.Random(1))
    for _ in range(3):
        direction.schedule(536, 0.0)
    assert direction.room_at() <= 1e-9
    direction.schedule(536, 0.0)
    assert direction.room_at() > 0.4
