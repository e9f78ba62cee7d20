"""Runs rows against servers, interleaved, and keeps what they measured as JSON lines."""

import json
import os
import platform
import re
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

from . import paths
from .cgroups import machine_cpu
from .devices import Rig
from .rows import ROWS, Row, Scale
from .rows.break_script import SCRIPT
from .servers import SERVERS

PACKAGES = ('conserver-server', 'ser2net', 'conman', 'openssh-server', 'dropbear-bin', 'socat')


def machine_facts(fairlead: str) -> dict:
    """Kernel, processor, memory and the versions that were compared."""
    cpuinfo = Path('/proc/cpuinfo').read_text()
    model = re.search(r'^model name\s*: (.*)$', cpuinfo, re.M)
    memory = re.search(r'^MemTotal:\s+(\d+)', Path('/proc/meminfo').read_text(), re.M)
    release = re.search(r'^PRETTY_NAME="(.*)"$', Path('/etc/os-release').read_text(), re.M)
    versions = {}
    for package in PACKAGES:
        answer = subprocess.run(['dpkg-query', '-W', '-f', '${Version}', package], capture_output=True, text=True)
        versions[package] = answer.stdout or 'not installed'
    commit = subprocess.run(['git', '-C', str(paths.ROOT), 'describe', '--always', '--dirty'], capture_output=True,
                            text=True).stdout.strip()
    return dict(kernel=platform.release(), machine=platform.machine(), cpu=model.group(1) if model else 'unknown',
                cores=os.cpu_count(), memory_mb=int(memory.group(1)) // 1024,
                system=release.group(1) if release else 'unknown', packages=versions, commit=commit,
                fairlead=fairlead_facts(fairlead))


def fairlead_facts(binary: str) -> dict:
    """Version and size of the binary under test."""
    if not os.access(binary, os.X_OK):
        return {}
    answer = subprocess.run([binary, 'version'], capture_output=True, text=True)
    return dict(version=answer.stdout.strip(), bytes=os.path.getsize(binary))


def options_for(row: Row, fairlead: str) -> SimpleNamespace:
    """What a server's configuration must know of the row."""
    return SimpleNamespace(fairlead=fairlead, back_pressure=row.back_pressure, with_break=row.with_break,
                           break_script=SCRIPT)


def wait_quiet(limit: float, seconds: float) -> None:
    """Waits at most `seconds` until others use less than `limit` cores."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        start, before = time.monotonic(), machine_cpu()[0]
        time.sleep(0.5)
        if (machine_cpu()[0] - before) / (time.monotonic() - start) <= limit:
            return


def measure(row: Row, server_name: str, scale: Scale, fairlead: str) -> dict:
    """One run of one row against one server."""
    with ExitStack() as stack:
        rig = Rig(max(row.ports, 2))
        stack.callback(rig.close)
        server = SERVERS[server_name](rig, row.ports, options_for(row, fairlead))
        stack.callback(server.discard)
        stack.callback(server.stop)
        if row.starts:
            server.start()
        result = row.run(server, scale)
        rig.check_strangers()
        return result


def run(rows: list[str], servers: list[str] | None, repeat: int, quick: bool, fairlead: str, quiet_wait: float,
        kills: int | None) -> Path:
    """Measures and returns the file with the results. Repetitions go round all servers, so that noise hits all."""
    paths.prepare()
    results = paths.RESULTS / time.strftime('%Y%m%d-%H%M%S.jsonl', time.gmtime())
    with open(results, 'w') as out:
        def keep(record: dict) -> None:
            out.write(json.dumps(record) + '\n')
            out.flush()

        keep(dict(kind='machine', time=time.strftime('%FT%TZ', time.gmtime()), quick=quick, repeat=repeat,
                  **machine_facts(fairlead)))
        for name in rows:
            row = ROWS[name]
            for number in range(repeat):
                scale = Scale.quick(number + 1) if quick else Scale(seed=number + 1)
                if kills:
                    scale = Scale(**{**vars(scale), 'kills': kills})
                for server in row.servers:
                    if (servers and server not in servers) or (server == 'fairlead' and not os.path.exists(fairlead)):
                        continue
                    wait_quiet(0.15, quiet_wait)
                    keep(one_record(row, server, number, scale, fairlead))
    return results


def one_record(row: Row, server: str, number: int, scale: Scale, fairlead: str) -> dict:
    """Measures; a failure of one server is a record too and does not end the others' runs."""
    record = dict(kind='run', row=row.name, server=server, number=number)
    try:
        record['result'] = measure(row, server, scale, fairlead)
        shown = {k: round(v, 3) if isinstance(v, float) else v for k, v in record['result'].items()}
    except (OSError, RuntimeError, ValueError, subprocess.SubprocessError) as error:
        record['error'] = shown = f'{type(error).__name__}: {error}'
    print(f'{row.name} {server} #{number + 1}: {shown}', file=sys.stderr, flush=True)
    return record
