"""Command lines of the clients that people use, against a daemon on the loopback."""

import os
import select
import subprocess
import threading
import time


def openssh(fairlead, keys, number, user="alice", options=(), command=()):
    """OpenSSH's ssh by key; number is the TCP number."""
    return ["ssh", "-F", "/dev/null", "-p", str(number), "-i", keys.openssh, "-o", "IdentitiesOnly=yes",
            "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={fairlead.folder}/known_hosts",
            "-o", "GlobalKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR", "-o", "ConnectTimeout=10",
            "-o", "PreferredAuthentications=publickey", *options, f"{user}@127.0.0.1", *command]


def openssh_by_password(fairlead, number, user="alice", options=()):
    return ["ssh", "-F", "/dev/null", "-p", str(number), "-o", "StrictHostKeyChecking=no",
            "-o", f"UserKnownHostsFile={fairlead.folder}/known_hosts", "-o", "GlobalKnownHostsFile=/dev/null",
            "-o", "LogLevel=ERROR", "-o", "PreferredAuthentications=password", "-o", "PubkeyAuthentication=no",
            "-o", "NumberOfPasswordPrompts=1", *options, f"{user}@127.0.0.1"]


def plink(fairlead, keys, number, user="alice", options=()):
    return ["plink", "-ssh", "-P", str(number), "-i", keys.putty, "-hostkey", fingerprint(number), *options,
            f"{user}@127.0.0.1"]


def dbclient(fairlead, keys, number, user="alice", options=()):
    return ["dbclient", "-y", "-y", "-p", str(number), "-i", keys.dropbear, *options, f"{user}@127.0.0.1"]


def private_home(folder):
    """The environment for clients that keep files in the home directory."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return {"HOME": str(home)}


def fingerprint(number):
    """The server's Ed25519 host key as plink wants to be told it."""
    scan = subprocess.run(
        ["ssh-keyscan", "-t", "ed25519", "-p", str(number), "127.0.0.1"], capture_output=True, text=True, timeout=15)
    shown = subprocess.run(["ssh-keygen", "-l", "-f", "-"], input=scan.stdout, capture_output=True, text=True)
    return shown.stdout.split()[1]


def run(command, seconds=20, **options):
    """Runs a client without a terminal and without input, unless `input` says otherwise."""
    if "input" not in options:
        options["stdin"] = subprocess.DEVNULL
    return subprocess.run([str(word) for word in command], capture_output=True, timeout=seconds, **options)


def exchange(command, data, wanted=None, seconds=20):
    """Sends data through a client and reads until as many bytes (or `wanted`) came back; then ends the client.

    A session outlives the end of its input, so that nothing on its way is cut off: the client has to go.
    """
    client = start(command)
    seen, told = b"", b""
    try:
        sender = threading.Thread(target=_send, args=(client.stdin, data), daemon=True)
        sender.start()
        end = time.monotonic() + seconds
        while len(seen) < (len(data) if wanted is None else wanted) and time.monotonic() < end:
            for stream in select.select([client.stdout, client.stderr], [], [], 0.2)[0]:
                more = os.read(stream.fileno(), 65536)
                if stream is client.stdout:
                    seen += more
                else:
                    told += more
                if not more and client.poll() is not None:
                    return seen, told
        # What would come too much has a moment to come.
        if select.select([client.stdout], [], [], 0.2)[0]:
            seen += os.read(client.stdout.fileno(), 65536)
        return seen, told
    finally:
        client.kill()
        client.wait()
        for stream in (client.stdin, client.stdout, client.stderr):
            stream.close()


def _send(stream, data):
    try:
        view = memoryview(data)
        while view:
            view = view[stream.write(view):]
    except (BrokenPipeError, ValueError):
        # The client has gone; the reader says what came.
        return


def start(command, **options):
    """A client whose ends are pipes, unbuffered."""
    return subprocess.Popen(
        [str(word) for word in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        bufsize=0, env=dict(os.environ), **options)
