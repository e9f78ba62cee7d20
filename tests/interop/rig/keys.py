"""Keys for the clients, made once a run."""

import os
import pathlib
import subprocess


class Keys:
    """One Ed25519 key in OpenSSH's, PuTTY's and Dropbear's formats, and passwords' hashes."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.openssh = self.folder / "id_ed25519"
        _quiet("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "alice@laptop", "-f", self.openssh)
        self.public = (self.folder / "id_ed25519.pub").read_text().strip()

    @property
    def putty(self):
        path = self.folder / "id.ppk"
        if not path.exists():
            _quiet("puttygen", self.openssh, "-O", "private", "-o", path)
        return path

    @property
    def dropbear(self):
        path = self.folder / "id.dropbear"
        if not path.exists():
            _quiet("dropbearconvert", "openssh", "dropbear", self.openssh, path)
        return path

    @staticmethod
    def hash(password):
        """Debian's argon2 with the parameters that the configuration asks for: m = 19 MiB, t = 2, p = 1."""
        done = subprocess.run(
            ["argon2", os.urandom(8).hex(), "-id", "-t", "2", "-k", "19456", "-p", "1", "-l", "32", "-e"],
            input=password.encode(), capture_output=True, check=True)
        return done.stdout.decode().strip()


def _quiet(*command):
    subprocess.run(
        [str(word) for word in command], check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE)
