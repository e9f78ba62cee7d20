"""The table of each row: which figures, in which words."""

from dataclasses import dataclass

from .results import Results
from .servers import SERVERS


@dataclass(frozen=True)
class Column:
    """A column. `each` lists every run's value instead of the median."""

    heading: str
    key: str
    form: str = '{:.1f}'
    each: bool = False


LOST = Column('bytes lost, each run', 'lost', '{:d}', each=True)

TABLES: dict[str, tuple[str, tuple[Column, ...]]] = {
    'multi': ('48 ports × 921600 baud (92,160 B/s), strict, one session each, logging', (
        LOST, Column('dropped by the tty', 'overrun', '{:d}', each=True),
        Column('server CPU %', 'cpu_percent'), Column('CPU ms/MB', 'cpu_ms_per_mb'),
        Column('client CPU %', 'client_percent', '{:.0f}'), Column('PSS MB', 'pss_mb'),
        Column('processes', 'processes', '{:.0f}'), Column('log complete', 'logged', '{}', each=True))),
    'throughput': ('One port flat out, device to client, device with back-pressure', (
        Column('MB/s', 'mb_s'), Column('server CPU ms/MB', 'cpu_ms_per_mb', '{:.2f}'),
        Column('of it in user mode', 'user_share', '{:.2f}'), LOST, Column('server CPU %', 'server_percent', '{:.0f}'),
        Column('client CPU %', 'client_percent', '{:.0f}'))),
    'latency': ('Keystroke there and back (µs): idle, and while the other 47 ports stream', (
        Column('p50', 'p50_us', '{:.0f}'), Column('p90', 'p90_us', '{:.0f}'), Column('p99', 'p99_us', '{:.0f}'),
        Column('server CPU µs/key', 'cpu_us_per_key', '{:.0f}'),
        Column('p50, 47 stream', 'busy_p50_us', '{:.0f}'), Column('p99, 47 stream', 'busy_p99_us', '{:.0f}'),
        Column('keys lost', 'lost', '{:d}', each=True),
        Column('dropped by the ttys', 'busy_overrun', '{:d}', each=True))),
    'memory': ('Memory, 48 ports, no session (PSS; ring pages apart)', (
        Column('PSS MB', 'idle_pss_mb', '{:.2f}'), Column('ring MB', 'idle_ring_mb', '{:.2f}'),
        Column('PSS MB, rings wrapped', 'wrapped_pss_mb', '{:.2f}'),
        Column('ring MB, rings wrapped', 'wrapped_ring_mb', '{:.2f}'), Column('processes', 'processes', '{:.0f}'))),
    'memory192': ('Memory with 192 sessions on 48 ports (PSS and kernel socket buffers; ring pages apart)', (
        Column('PSS MB', 'pss_mb'), Column('socket buffers MB', 'socket_mb', '{:.2f}'),
        Column('ring MB', 'ring_mb', '{:.2f}'), Column('kB a session', 'kb_per_session'),
        Column('processes', 'processes', '{:.0f}'))),
    'startup': ('From exec until every listener accepts', (
        Column('ms', 'ready_ms'), Column('listeners', 'listeners', '{:.0f}'), Column('CPU ms', 'cpu_ms'))),
    'sshrate': ('SSH set-up: connect, key exchange, public key, one command, end', (
        Column('CPU ms curve25519', 'curve25519.server_cpu_ms'), Column('CPU ms sntrup761', 'sntrup761.server_cpu_ms'),
        Column('CPU ms ML-KEM', 'mlkem768.server_cpu_ms'), Column('conn/s per core', 'curve25519.per_s_core'),
        Column('wall p50 ms', 'curve25519.p50_ms', '{:.0f}'), Column('4 at once: conn/s', 'parallel.per_s'),
        Column('4 at once: conn/s per core', 'parallel.per_s_core'),
        Column('failed', 'parallel.failed', '{:d}', each=True))),
    'fanout': ('One port at 1 MB/s, strict, to many sessions (Fairlead: SSH)', (
        Column('sessions', 'watchers', '{:.0f}'),
        Column('lost by the worst watcher', 'lost_max', '{:d}', each=True),
        Column('dropped by the tty', 'overrun', '{:d}', each=True), Column('server CPU %', 'cpu_percent'),
        Column('CPU ms per delivered MB', 'cpu_ms_per_mb', '{:.2f}'),
        Column('client CPU %', 'client_percent', '{:.0f}'))),
    'slow': ('Two sessions on a port at 1 MB/s; one never reads', (
        Column('the other got %', 'good_percent', '{:.1f}', each=True),
        Column('dropped by the tty', 'overrun', '{:d}', each=True),
        Column('PSS growth kB', 'pss_growth_kb', '{:.0f}'),
        Column('socket buffer growth kB', 'socket_growth_kb', '{:.0f}'))),
    'idle': ('48 ports, 48 sessions, nothing moving', (
        Column('server CPU %', 'cpu_percent', '{:.3f}'), Column('context switches/s', 'wakeups_s', '{:.1f}'))),
    'hung-open': ('48 ports of which one hangs in open()', (
        Column('other 47 open after ms', 'up_after_ms', '{:.0f}'),
        Column('open within 15 s', 'ports_open', '{:d}', each=True),
        Column('sessions on all 47 get bytes', 'usable', '{}', each=True))),
    'break': ('A break sequence with 1.25 s of pauses on port 1: echo on port 2 (µs)', (
        Column('p99 before', 'before_p99_us', '{:.0f}'), Column('worst before', 'before_max_us', '{:.0f}'),
        Column('p99 meanwhile', 'during_p99_us', '{:.0f}'), Column('worst meanwhile', 'during_max_us', '{:.0f}'))),
    'lowband': ('OpenSSH\'s client, default key exchange, over 9.6 kbit/s, 700 ms there and back, 2 % loss', (
        Column('login and first echo s', 'login_s'), Column('echo p50 ms', 'echo_p50_ms', '{:.0f}'),
        Column('Ctrl-C reaches the device after s', 'stop_s'),
        Column('bytes after Ctrl-C in a flood', 'after_interrupt', '{:.0f}'),
        Column('flood over in time', 'over', '{}', each=True),
        Column('bytes still to come when not', 'still_to_come', '{:d}', each=True))),
    'kill': ('kill -9 while a port streams at 92,160 B/s: bytes taken from the device that are not in the log', (
        Column('kills', 'kills', '{:d}', each=True), Column('kills that lost bytes', 'lossy_kills', '{:d}', each=True),
        Column('bytes missing, worst', 'missing_max', '{:d}', each=True))),
}


def cell(results: Results, row: str, server: str, column: Column) -> str:
    """A table cell: a median, every run's value, or a dash."""
    if column.each:
        values = results.values(row, server, column.key)
        return ' / '.join(column.form.format(value) for value in values) or '–'
    value = results.median(row, server, column.key)
    return '–' if value is None else column.form.format(value)


def table(results: Results, row: str) -> list[str]:
    """The lines of a row's table."""
    title, columns = TABLES[row]
    lines = [f'### {title}', '']
    headings = ['server', 'runs', *(column.heading for column in columns), 'noise (cores)']
    lines.append('| ' + ' | '.join(headings) + ' |')
    lines.append('|' + '---|' * len(headings))
    for server in results.servers(row):
        name = SERVERS[server].title
        if not results.count(row, server):
            lines.append(f'| {name} | 0 | failed: {results.errors[row, server][-1]} |')
            continue
        cells = [cell(results, row, server, column) for column in columns]
        noise = results.median(row, server, 'noise')
        lines.append(f'| {name} | {results.count(row, server)} | ' + ' | '.join(cells) + f' | {noise:.2f} |')
    failed = [f'{SERVERS[s].title}: {len(e)} run(s) failed: {e[-1]}' for (r, s), e in results.errors.items()
              if r == row and results.count(row, s)]
    return lines + [''] + [line + '\n' for line in failed]
