"""dropbear with the same forced command as OpenSSH's row."""

import pwd
import shutil
from pathlib import Path

from .. import paths
from .openssh import OpenSsh, write_sshd_config, relay_script


class Dropbear(OpenSsh):
    name = 'dropbear'
    title = 'dropbear + socat (no log, no sharing)'
    port = 12300
    open_parallel = 4           # it refuses more than five unauthenticated connections of one address

    def configure(self) -> None:
        write_sshd_config(self, self.port, relay_script())
        # It looks for keys in the user's home only.
        keys = Path(pwd.getpwnam(paths.SSHD_USER).pw_dir) / '.ssh' / 'authorized_keys'
        shutil.copyfile(paths.KEYS / 'authorized_keys', keys)
        shutil.chown(keys, paths.SSHD_USER)
        keys.chmod(0o600)

    def argv(self) -> list[str]:
        return ['/usr/sbin/dropbear', '-F', '-E', '-s', '-m', '-z', '-r',
                str(paths.KEYS / 'host_ed25519.dropbear'), '-p', f'{paths.HOST}:{self.port}',
                '-P', str(self.folder / 'pid'), '-c', str(self.folder / 'wrapper')]
