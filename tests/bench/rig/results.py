"""Results of one run of the bench: medians, extremes, losses."""

import json
import statistics
from dataclasses import dataclass, field
from pathlib import Path

from . import paths


def newest() -> Path | None:
    """The newest file of results, or None."""
    files = sorted(paths.RESULTS.glob('*.jsonl'))
    return files[-1] if files else None


def lookup(result: dict, key: str):
    """A value by its dotted key, or None."""
    value = result
    for part in key.split('.'):
        if not isinstance(value, dict) or part not in value:
            return None
        value = value[part]
    return value


@dataclass
class Results:
    """Every run that one call of `bench run` made."""

    machine: dict
    runs: dict[tuple[str, str], list[dict]] = field(default_factory=dict)
    errors: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def servers(self, row: str) -> list[str]:
        """Servers that were measured, or tried, in a row."""
        return list(dict.fromkeys(s for r, s in [*self.runs, *self.errors] if r == row))

    def values(self, row: str, server: str, key: str) -> list:
        """The value of every run that has one."""
        found = [lookup(result, key) for result in self.runs.get((row, server), [])]
        return [value for value in found if value is not None]

    def count(self, row: str, server: str) -> int:
        return len(self.runs.get((row, server), []))

    def median(self, row: str, server: str, key: str) -> float | None:
        """Median over the runs; None unless every run has the value."""
        values = self.values(row, server, key)
        if not values or len(values) < self.count(row, server):
            return None
        return statistics.median(values)

    def attempted(self, row: str, server: str, key: str) -> bool:
        """Whether any run tried for the value, even if it got none."""
        *parents, last = key.split('.')
        return any(last in ((lookup(run, '.'.join(parents)) if parents else run) or {})
                   for run in self.runs.get((row, server), []))

    def worst(self, row: str, server: str, key: str) -> float | None:
        """The largest value of any run."""
        return max(self.values(row, server, key), default=None)

    def lossless(self, row: str, server: str) -> bool:
        """Whether no run of a server lost bytes."""
        keys = ('lost', 'lost_max', 'overrun', 'good_lost', 'busy_overrun', 'missing_total')
        return all((self.worst(row, server, key) or 0) == 0 for key in keys)


def load(path: Path) -> Results:
    """Reads a file of results."""
    records = [json.loads(line) for line in path.read_text().splitlines()]
    results = Results(records[0])
    for record in records[1:]:
        key = record['row'], record['server']
        if 'result' in record:
            results.runs.setdefault(key, []).append(record['result'])
        else:
            results.errors.setdefault(key, []).append(record['error'])
    return results
