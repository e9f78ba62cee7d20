"""Memory of a group of processes: PSS, ring pages apart, kernel socket buffers."""

import re
import subprocess
from pathlib import Path

HEADER = re.compile(r'^[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \d+ *(.*)$')


def _mappings(pid: int) -> list[tuple[str, int]]:
    """(path, PSS in kB) of every mapping of a process."""
    result, path = [], ''
    for line in Path(f'/proc/{pid}/smaps').read_text(errors='replace').splitlines():
        header = HEADER.match(line)
        if header:
            path = header.group(1)
        elif line.startswith('Pss:'):
            result.append((path, int(line.split()[1])))
    return result


def socket_buffers(pids: list[int]) -> tuple[int, int]:
    """(kB, sockets): memory that the kernel holds for the sockets of these processes.

    From `ss -m`: received data not read (r), data queued to send (w, or t where larger), memory
    reserved ahead (f), options (o) and backlog (bl). TCP and Unix sockets."""
    total = count = 0
    for family in ('-t', '-x'):
        text = subprocess.run(['ss', family, '-a', '-m', '-n', '-p', '-O', '-H'], check=True, capture_output=True,
                              text=True).stdout
        for line in text.splitlines():
            owners = {int(pid) for pid in re.findall(r'pid=(\d+)', line)}
            found = re.search(r'skmem:\(([^)]*)\)', line)
            if not found or owners.isdisjoint(pids):
                continue
            fields = dict(re.fullmatch(r'([a-z]+)(\d+)', item).groups() for item in found.group(1).split(','))
            value = {key: int(fields.get(key, 0)) for key in ('r', 't', 'w', 'f', 'o', 'bl')}
            total += value['r'] + max(value['t'], value['w']) + value['f'] + value['o'] + value['bl']
            count += 1
    return total // 1024, count


def memory(server) -> dict:
    """PSS of every process of `server` in kB, with the pages of its port log rings listed apart."""
    pids = server.rig.server_group.pids()
    rings = server.ring_pattern()
    pss = ring = processes = 0
    by_program: dict[str, int] = {}
    for pid in pids:
        try:
            mappings = _mappings(pid)
            program = Path(f'/proc/{pid}/comm').read_text().strip()
        except (FileNotFoundError, ProcessLookupError):
            continue
        processes += 1
        for path, kb in mappings:
            if rings and re.search(rings, path):
                ring += kb
            else:
                pss += kb
                by_program[program] = by_program.get(program, 0) + kb
    sockets_kb, sockets = socket_buffers(pids)
    return dict(processes=processes, pss_kb=pss, ring_kb=ring, socket_kb=sockets_kb, sockets=sockets,
                total_kb=pss + sockets_kb, pss_by_program=by_program)


def context_switches(pids: list[int]) -> int:
    """Voluntary and involuntary context switches of all threads of these processes so far."""
    total = 0
    for pid in pids:
        for status in Path(f'/proc/{pid}/task').glob('*/status'):
            try:
                text = status.read_text()
            except (FileNotFoundError, ProcessLookupError):
                continue
            total += sum(int(n) for n in re.findall(r'ctxt_switches:\s+(\d+)', text))
    return total
