"""A small service manager: what systemd does with NOTIFY_SOCKET and the descriptor store of a unit."""

import array
import contextlib
import os
import pathlib
import socket
import sys
import threading


class Manager:
    """Keeps descriptors by name, newest last, as FDSTORE=1 and FDSTOREREMOVE=1 say, and counts the other messages."""

    def __init__(self, folder):
        self.path = pathlib.Path(folder) / "notify"
        self.kept = {}
        self.messages = []
        self.stored = self.removed = 0
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(self.path))
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._serve, daemon=True)

    def start(self):
        self._thread.start()
        return self

    def drain(self):
        """Waits until every message sent so far is dealt with."""
        done = threading.Event()
        self._drained = done
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as own:
            own.sendto(b"DRAIN=1", str(self.path))
        if not done.wait(10):
            raise TimeoutError("the manager's socket is not read")

    def count(self, message):
        with self._lock:
            return self.messages.count(message)

    def give(self, environment):
        """Sets up a start with the kept descriptors: returns a wrapper command, an environment, descriptors to pass."""
        self.drain()
        with self._lock:
            names, numbers = list(self.kept), list(self.kept.values())
        environment = dict(environment, NOTIFY_SOCKET=str(self.path))
        if not names:
            return [], environment, []
        environment |= {"LISTEN_FDS": str(len(names)), "LISTEN_FDNAMES": ":".join(names)}
        return [sys.executable, "-B", __file__, ",".join(map(str, numbers))], environment, numbers

    def close(self):
        with self._lock:
            for number in self.kept.values():
                os.close(number)
            self.kept.clear()
        self._socket.close()

    def _serve(self):
        while True:
            try:
                data, ancillary, _, _ = self._socket.recvmsg(4096, socket.CMSG_SPACE(64))
            except OSError:
                return
            numbers = array.array("i")
            for _, _, content in ancillary:
                numbers.frombytes(content[:len(content) - len(content) % numbers.itemsize])
            words = dict(line.split("=", 1) for line in data.decode().splitlines())
            with self._lock:
                self._take(data.decode(), words, list(numbers))

    def _take(self, message, words, numbers):
        name = words.get("FDNAME")
        if "DRAIN" in words:
            self._drained.set()
        elif "FDSTOREREMOVE" in words:
            self.removed += 1
            with contextlib.suppress(KeyError):
                os.close(self.kept.pop(name))
        elif "FDSTORE" in words:
            self.stored += 1
            if name in self.kept:
                os.close(self.kept.pop(name))
            self.kept[name] = numbers.pop()
        else:
            self.messages.append(message)
        for number in numbers:
            os.close(number)


def become(numbers, command):
    """Runs in the child: moves the descriptors to 3, 4, … and becomes the daemon, whose process id this is."""
    high = [os.dup2(number, 500 + index, inheritable=False) for index, number in enumerate(numbers)]
    for number in numbers:
        os.close(number)
    for index, number in enumerate(high):
        os.dup2(number, 3 + index, inheritable=True)
    os.environ["LISTEN_PID"] = str(os.getpid())
    os.execv(command[0], command)


if __name__ == "__main__":
    become([int(number) for number in sys.argv[1].split(",")], sys.argv[2:])
