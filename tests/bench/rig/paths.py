"""Where the bench keeps its things: everything is under RIG_HOME, by default out/bench of the repository."""

import os
import subprocess
from pathlib import Path

BENCH = Path(__file__).resolve().parents[1]
ROOT = BENCH.parents[1]
HOME = Path(os.environ.get('RIG_HOME') or ROOT / 'out' / 'bench').resolve()
BIN = HOME / 'bin'
DEV = HOME / 'dev'
RUN = HOME / 'run'
KEYS = HOME / 'ssh'
RESULTS = HOME / 'results'
HOST = '127.0.0.1'
SSHD_USER = 'rigssh'

PROGRAMS = ('ptydev', 'fdbench', 'hangopen', 'vercheck')


def build_program(name: str, target: Path) -> Path:
    """Compiles src/NAME.c into `target` when it is older than its source."""
    source = BENCH / 'src' / (name + '.c')
    newest = max(source.stat().st_mtime, (BENCH / 'src' / 'stream.h').stat().st_mtime)
    if not target.exists() or target.stat().st_mtime < newest:
        target.parent.mkdir(parents=True, exist_ok=True)
        subprocess.run(['gcc', '-O2', '-Wall', '-Wextra', '-Werror', '-o', str(target), str(source), '-lutil'],
                       check=True)
    return target


def make_key(path: Path) -> None:
    """Makes an ed25519 key pair at `path` unless it is there."""
    if not path.exists():
        subprocess.run(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', 'bench', '-f', str(path)], check=True)


def prepare() -> None:
    """Makes folders, helper programs and keys. Leaves what is there."""
    for folder in (BIN, DEV, RUN, KEYS, RESULTS):
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(0o755)
    for name in PROGRAMS:
        build_program(name, BIN / name)
    make_key(KEYS / 'id_ed25519')
    make_key(KEYS / 'host_ed25519')
    authorized = KEYS / 'authorized_keys'
    authorized.write_text((KEYS / 'id_ed25519.pub').read_text())
    authorized.chmod(0o644)
    for name in ('id_ed25519', 'host_ed25519'):
        converted = KEYS / (name + '.dropbear')
        if not converted.exists():
            subprocess.run(['dropbearconvert', 'openssh', 'dropbear', str(KEYS / name), str(converted)],
                           check=True, stderr=subprocess.DEVNULL)
