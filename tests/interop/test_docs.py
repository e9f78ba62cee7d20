"""What the manuals show works: examples pass the check, commands are understood, links lead somewhere."""

import re
import shlex

import pytest

from rig import clients
from rig.daemon import ROOT, run_binary

PAGES = sorted({path for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), *ROOT.glob("*/README.md"),
                                 *ROOT.glob("tests/*/README.md")] if "out" not in path.parts})
OPERATOR = (ROOT / "docs" / "manual" / "operator.md").read_text()
CONFIGURATIONS = [
    (page.name, number, block)
    for page in (ROOT / "docs").glob("manual/*.md")
    for number, block in enumerate(re.findall(r"^```toml\n(.*?)^```", page.read_text(), re.S | re.M), 1)]
# As the shell and ssh hand them on.
COMMANDS = sorted({" ".join(shlex.split(match[1], comments=True))
                   for match in re.finditer(r"ssh(?: -t)? alice@box ([a-z\"][^`\n]*)", OPERATOR)})


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_links_lead_somewhere(page):
    for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
        if not re.match(r"[a-z]+:", target):
            assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize("page, number, text", CONFIGURATIONS, ids=[f"{c[0]}-{c[1]}" for c in CONFIGURATIONS])
def test_an_example_passes_the_check(tmp_path, page, number, text):
    path = tmp_path / "fairlead.toml"
    path.write_text(text)
    done = run_binary("check", "--config", path)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_understood(lines, keys, command):
    bench, fairlead = lines(1)
    words = shlex.split(command)
    if words[0] in ("connect", "watch"):
        pytest.skip("runs until it is left; test_commands.py does it")
    done = clients.run(clients.openssh(fairlead, keys, fairlead.cli, command=[command]))
    assert done.returncode in (0, 1), done.stderr
    if words[0] == "break":
        assert done.returncode == 1, "a pty has no BREAK, and the command must say so"
    else:
        assert done.returncode == 0, done.stderr


def test_every_make_target_in_the_documentation_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.M))
    for page in PAGES:
        for target in re.findall(r"(?:^    |`)make ([a-z]+)", page.read_text(), re.M):
            assert target in targets, f"{page.name}: make {target}"


def test_every_decision_is_listed():
    folder = ROOT / "docs" / "decisions"
    listed = set(re.findall(r"\]\(([^)]+\.md)\)", (folder / "README.md").read_text()))
    assert listed == {path.name for path in folder.glob("*.md")} - {"README.md"}


def test_every_file_that_the_architecture_names_exists():
    """A path stands under src/ or the root; a bare file or type name is that of a file somewhere in the tree."""
    names = re.findall(r"`([\w./-]+)`", (ROOT / "ARCHITECTURE.md").read_text())
    # A class is named like its file, so a file that is renamed or gone is noticed here.
    types = {name for name in names if re.fullmatch(r"[A-Z][a-z]+(?:[A-Z][a-z]+)+|S[a-z]+", name)}
    paths = {name for name in names if "/" in name or name.endswith(".cs")}
    sources = [path for folder in ("src", "tests") for path in (ROOT / folder).rglob("*.cs")]
    assert len(types) > 5 and len(paths) > 15
    for name in sorted(paths):
        found = (ROOT / "src" / name).exists() or (ROOT / name).exists() or any(
            str(path).endswith("/" + name) for path in sources)
        assert found, f"ARCHITECTURE.md names {name}"
    for name in sorted(types):
        assert any(path.stem == name for path in sources) or (ROOT / "src" / "Fairlead" / name).is_dir(), (
            f"ARCHITECTURE.md names {name}")
