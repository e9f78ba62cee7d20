"""The design's figures and whether they are reached."""

from collections.abc import Callable
from dataclasses import dataclass

from .results import Results
from .servers import SERVERS

OURS = 'fairlead'
KIB = 1024
RING_MB = 48                # as configured: 48 rings of 1 MiB
RUNS = 3                    # fewer give no verdict
KILLS = 500


@dataclass(frozen=True)
class Figure:
    """A design figure. `limit` is absolute; with `against` it is that peer's median in the same run."""

    row: str
    what: str
    key: str
    form: str
    limit: float = 0.0
    higher: bool = False        # more is better
    against: str = ''
    worst: bool = False         # judged by the worst run instead of the median
    ratio: bool = True          # a ratio to the best peer means something

    def value(self, results: Results, server: str) -> float | None:
        if self.worst:
            if self.higher:
                return min(results.values(self.row, server, self.key), default=None)
            return results.worst(self.row, server, self.key)
        return results.median(self.row, server, self.key)

    def bound(self, results: Results) -> float | None:
        """The figure to reach; None when the peer was not measured."""
        return self.value(results, self.against) if self.against else self.limit

    def reached(self, results: Results) -> bool | None:
        """None when it was not measured; what was tried and failed is not reached."""
        ours, bound = self.value(results, OURS), self.bound(results)
        if bound is None or not results.attempted(self.row, OURS, self.key):
            return None
        if ours is None:
            return False
        return ours >= bound if self.higher else ours <= bound

    def verdict(self, results: Results) -> str:
        """Reached or not, where the run is one that can tell."""
        reached = self.reached(results)
        if reached is None:
            return 'not measured'
        if results.machine['quick']:
            return 'no verdict: quick run'
        if self.row == 'kill':
            kills = sum(results.values('kill', OURS, 'kills'))
            if reached and kills < KILLS:
                return f'no verdict: {kills} of {KILLS} kills'
        elif results.count(self.row, OURS) < RUNS:
            return f'no verdict: fewer than {RUNS} runs'
        return 'reached' if reached else '**not reached**'

    def target(self, results: Results) -> str:
        sign = '≥' if self.higher else '≤'
        if not self.against:
            return f'{sign} {self.form.format(self.limit)}'
        bound = self.bound(results)
        number = 'not measured' if bound is None else self.form.format(bound)
        return f'{sign} 1.0 × {self.against} ({number})'

    def best_peer(self, results: Results) -> tuple[str, float] | None:
        """The best peer of this run that lost nothing."""
        found = [(server, value) for server in results.servers(self.row)
                 if server not in (OURS, 'direct') and results.lossless(self.row, server)
                 and (value := self.value(results, server)) is not None]
        if not found:
            return None
        choose: Callable = max if self.higher else min
        return choose(found, key=lambda item: item[1])

    def ratio_text(self, results: Results) -> str:
        ours, best = self.value(results, OURS), self.best_peer(results)
        if not self.ratio or ours is None or best is None or best[1] == 0:
            return '–'
        return f'{ours / best[1]:.2f} × {SERVERS[best[0]].name} ({self.form.format(best[1])})'


FIGURES = (
    Figure('multi', '48 × 921600 baud: server CPU', 'cpu_percent', '{:.1f} %', against='conserver'),
    Figure('multi', '48 × 921600 baud: lost, every run', 'lost', '{:.0f} B', worst=True, ratio=False),
    Figure('throughput', 'one port flat out: speed', 'mb_s', '{:.1f} MB/s', higher=True, against='openssh'),
    Figure('throughput', 'one port flat out: server CPU', 'cpu_ms_per_mb', '{:.2f} ms/MB', against='openssh'),
    Figure('throughput', 'one port flat out: lost, every run', 'lost', '{:.0f} B', worst=True, ratio=False),
    Figure('latency', 'keystroke, idle: p50', 'p50_us', '{:.0f} µs', against='conserver'),
    Figure('latency', 'keystroke while 47 ports stream: p99', 'busy_p99_us', '{:.0f} µs', 1000),
    Figure('memory', 'memory, 48 ports idle (rings apart)', 'idle_pss_mb', '{:.1f} MB', 12),
    Figure('memory', 'memory after every ring wrapped (rings apart)', 'wrapped_pss_mb', '{:.1f} MB', 12),
    Figure('memory', 'ring pages after every ring wrapped', 'wrapped_ring_mb', '{:.1f} MB', RING_MB, ratio=False),
    Figure('memory192', '192 sessions: PSS besides the rings', 'pss_mb', '{:.1f} MB', 40),
    Figure('memory192', '192 sessions: a session, socket buffers counted', 'kb_per_session', '{:.0f} kB', 100),
    Figure('memory192', '192 sessions: processes', 'processes', '{:.0f}', 1),
    Figure('startup', 'exec until all 48 SSH listeners accept', 'ready_ms', '{:.0f} ms', 50),
    Figure('sshrate', 'SSH set-up, curve25519: server CPU', 'curve25519.server_cpu_ms', '{:.1f} ms', 5),
    Figure('sshrate', 'SSH set-up, ML-KEM: server CPU', 'mlkem768.server_cpu_ms', '{:.1f} ms', 7),
    Figure('sshrate', 'SSH set-up, sntrup761: server CPU', 'sntrup761.server_cpu_ms', '{:.1f} ms', 14),
    Figure('sshrate', 'SSH set-ups a second per core', 'curve25519.per_s_core', '{:.0f}', 150, higher=True),
    Figure('fanout', '1 MB/s to 50 SSH watchers: server CPU', 'cpu_percent', '{:.1f} %', 50),
    Figure('fanout', '1 MB/s to 50 SSH watchers: lost by the worst, every run', 'lost_max', '{:.0f} B', worst=True,
           ratio=False),
    Figure('slow', 'beside a reader that never reads, the other gets', 'good_percent', '{:.1f} %', 100, higher=True,
           worst=True, ratio=False),
    Figure('slow', 'growth beside a reader that never reads', 'pss_growth_kb', '{:.0f} kB', 1024, worst=True,
           ratio=False),
    Figure('idle', 'idle, 48 sessions: server CPU', 'cpu_percent', '{:.3f} %', 0.1, ratio=False),
    Figure('idle', 'idle, 48 sessions: wake-ups a second', 'wakeups_s', '{:.1f}', 5, ratio=False),
    Figure('hung-open', 'one device hangs in open(): the other 47 open', 'up_after_ms', '{:.0f} ms', 1000),
    Figure('break', 'worst echo on port 2 during a break sequence on port 1, ÷ before ("unchanged" read as ≤ 2)',
           'worst_ratio', '{:.2f}', 2),
    Figure('lowband', 'login over the slow link', 'login_s', '{:.1f} s', 30),
    Figure('lowband', 'bytes after Ctrl-C in a flood over the slow link', 'after_interrupt', '{:.0f} B', 64 * KIB),
    Figure('kill', 'kill -9 while streaming: bytes taken but not in the log', 'missing_total', '{:.0f} B', worst=True,
           ratio=False),
)

NOT_MEASURED = (
    '1 MB/s to 50 raw watchers (≤ 13 %): only SSH watchers are measured.',
    'Search of 1 GB of port log.',
    'A dropped connection that resumes.',
    'The curve of cost from 1 to 96 ports and from 1 to 500 sessions.',
    'Bytes written to flash.',
)
