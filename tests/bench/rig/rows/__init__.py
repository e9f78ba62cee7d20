"""The rows of the performance page: what is done, to which servers."""

from . import break_script, fanout, hung_open, idle, kill, latency, low_bandwidth, memory, multi, slow_reader, \
    ssh_rate, startup, throughput
from .row import Row, Scale

ROWS: dict[str, Row] = {row.name: row for row in (
    multi.ROW, throughput.ROW, latency.ROW, memory.ROW, memory.ROW_192, startup.ROW, ssh_rate.ROW, fanout.ROW,
    slow_reader.ROW, idle.ROW, hung_open.ROW, break_script.ROW, low_bandwidth.ROW, kill.ROW)}

__all__ = ['ROWS', 'Row', 'Scale']
