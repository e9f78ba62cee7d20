"""Fixtures of the interop tests."""

import itertools
import os
import pathlib
import shutil
import subprocess
import sys
import warnings

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
warnings.filterwarnings("ignore")

from rig import clients, settings  # noqa: E402
from rig.daemon import Fairlead  # noqa: E402
from rig.devices import Bench, device_folder, echo  # noqa: E402
from rig.keys import Keys  # noqa: E402

_names = itertools.count(1)


def need(*programs):
    """Skips without a peer; in CI a missing peer is a failure."""
    for program in programs:
        if not shutil.which(program):
            if os.environ.get("CI") == "true":
                pytest.fail(f"{program} is missing")
            pytest.skip(f"{program} is missing")


def pytest_configure(config):
    config.addinivalue_line("filterwarnings", "ignore")


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    outcome = yield
    report = outcome.get_result()
    if report.failed:
        for daemon in getattr(item, "daemons", []):
            report.sections.append((f"stderr of {daemon.folder.name}", daemon.said()[-6000:]))


@pytest.fixture(scope="session")
def keys(tmp_path_factory):
    return Keys(tmp_path_factory.mktemp("keys"))


@pytest.fixture
def make_fairlead(tmp_path, keys, request):
    """Makes daemons on configurations of the test's own, and ends them. The default user is alice, of group ops."""
    made = request.node.daemons = []

    def make(ports, users=None, rules=None, **sections):
        daemon = Fairlead(
            tmp_path / f"f{next(_names)}", ports,
            users if users is not None else [settings.user("alice", keys.public)],
            rules if rules is not None else [settings.rule("@ops")], **sections)
        made.append(daemon)
        return daemon

    yield make
    for daemon in made:
        daemon.close()


@pytest.fixture
def make_bench():
    """Makes devices, and unplugs them."""
    made = []

    def make(count, behave=echo):
        bench = Bench(device_folder(), count, behave)
        made.append(bench)
        return bench

    yield make
    for bench in made:
        bench.close()


@pytest.fixture
def lines(make_bench, make_fairlead):
    """Starts a daemon with that many pty lines: returns (bench, daemon)."""

    def make(count, behave=echo, port=None, **sections):
        bench = make_bench(count, behave)
        ports = [settings.device_port(number, device.path, **(port or {})) for number, device in bench]
        return bench, make_fairlead(ports, **sections).start()

    return make


def preloaded(name, folder):
    """A library of the rig's, compiled, for LD_PRELOAD."""
    need("gcc")
    path = folder.mktemp(name) / f"{name}.so"
    source = pathlib.Path(__file__).parent / "rig" / f"{name}.c"
    subprocess.run(["gcc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", path, source], check=True)
    return path


@pytest.fixture(scope="session")
def break_recorder(tmp_path_factory):
    """The library that gives a pty a BREAK; see rig/breaks.c."""
    return preloaded("breaks", tmp_path_factory)


@pytest.fixture(scope="session")
def ioctl_recorder(tmp_path_factory):
    """The library that writes down what is asked of a terminal; see rig/ioctls.c."""
    return preloaded("ioctls", tmp_path_factory)


@pytest.fixture(scope="session")
def hanging_driver(tmp_path_factory):
    """The library in which a call hangs; see rig/hang.c."""
    return preloaded("hang", tmp_path_factory)


@pytest.fixture
def home(tmp_path):
    return clients.private_home(tmp_path)
