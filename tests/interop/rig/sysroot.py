"""The arm64 libraries that the binary opens at run time, from Debian's packages, beside the machine's own."""

import pathlib
import shutil
import subprocess

from .daemon import ROOT

PACKAGES = ["libc6", "libgcc-s1", "zlib1g", "libzstd1"]


def own_mirror(codename):
    """Where this machine's own apt takes the release from; None if it takes it from nowhere."""
    listed = subprocess.run(
        ["apt-get", "indextargets", "--format", "$(REPO_URI) $(CODENAME) $(COMPONENT)", "Created-By: Packages"],
        capture_output=True, text=True, stdin=subprocess.DEVNULL).stdout.splitlines()
    mirrors = [line.split()[0] for line in listed if line.split()[1:] == [codename, "main"]]
    return mirrors[0] if mirrors else None


def arm64():
    """The folder to give qemu as its -L; made once. Returns None where Debian's packages cannot be reached."""
    made = ROOT / "out" / "arm64-sysroot"
    if (made / "complete").exists():
        return made
    work = ROOT / "out" / "arm64-apt"
    shutil.rmtree(work, ignore_errors=True)
    shutil.rmtree(made, ignore_errors=True)
    for part in ("state/lists/partial", "cache/archives/partial", "deb"):
        (work / part).mkdir(parents=True)
    (work / "state" / "status").touch()
    release = dict(
        line.split("=", 1) for line in pathlib.Path("/etc/os-release").read_text().splitlines() if "=" in line)
    codename = release.get("VERSION_CODENAME", "bookworm").strip('"')
    mirror = own_mirror(codename)
    if mirror is None:
        return None
    (work / "sources.list").write_text(
        f"deb [arch=arm64 signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] {mirror} {codename} main\n")
    apt = ["apt-get", "-q", "-o", "APT::Architecture=arm64", "-o", "APT::Architectures::=arm64",
           "-o", "APT::Sandbox::User=" + subprocess.run(["id", "-un"], capture_output=True, text=True).stdout.strip(),
           "-o", f"Dir::State={work}/state", "-o", f"Dir::State::status={work}/state/status",
           "-o", f"Dir::Cache={work}/cache", "-o", f"Dir::Etc::sourcelist={work}/sources.list",
           "-o", "Dir::Etc::sourceparts=/dev/null"]
    if subprocess.run([*apt, "update"], capture_output=True, stdin=subprocess.DEVNULL).returncode:
        return None
    ssl = "libssl3t64" if codename != "bookworm" else "libssl3"
    fetched = subprocess.run(
        [*apt, "download", *PACKAGES, ssl], cwd=work / "deb", capture_output=True, stdin=subprocess.DEVNULL)
    if fetched.returncode:
        return None
    made.mkdir(parents=True)
    for package in (work / "deb").glob("*.deb"):
        subprocess.run(["dpkg", "-x", package, made], check=True)
    if not (made / "lib").exists():
        (made / "lib").symlink_to("usr/lib")
    (made / "complete").touch()
    return made
