"""What a row is."""

from collections.abc import Callable
from dataclasses import dataclass

LINE_RATE = 92160           # bytes a second of 921600 baud, 8N1
LINE = 64                   # bytes of a stream's line


@dataclass(frozen=True)
class Scale:
    """How much of everything a run does."""

    seconds: float = 20         # of 48 paced streams
    bulk_mb: int = 100          # through one port flat out
    keys: int = 2000
    fanout_seconds: float = 10
    watchers: int = 50
    slow_seconds: float = 8
    idle_seconds: float = 10
    connections: int = 30       # SSH set-ups in turn
    kills: int = 10
    typed: int = 10             # keys over the slow link
    flood_seconds: float = 10
    patience: float = 75        # seconds to wait for a flood to end
    seed: int = 1

    @staticmethod
    def quick(seed: int) -> 'Scale':
        """Enough to see that everything works."""
        return Scale(seconds=4, bulk_mb=20, keys=300, fanout_seconds=3, watchers=20, slow_seconds=4, idle_seconds=3,
                     connections=6, kills=2, typed=3, flood_seconds=4, patience=30, seed=seed)


@dataclass(frozen=True)
class Row:
    """One measurement. `run` gets the server (configured and started, unless `starts` is False) and the scale."""

    name: str
    run: Callable
    servers: tuple[str, ...]
    starts: bool = True
    ports: int = 48
    back_pressure: bool = False
    with_break: bool = False


def whole_lines(count: float) -> int:
    """Bytes rounded down to whole stream lines."""
    return int(count) // LINE * LINE
