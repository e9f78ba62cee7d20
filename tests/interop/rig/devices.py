"""Simulated serial devices: the far ends of pty lines, served by one thread."""

import atexit
import fcntl
import os
import pathlib
import pty
import selectors
import shutil
import struct
import tempfile
import termios
import threading
import tty

TIOCNXCL = 0x540D
TIOCINQ = termios.FIONREAD


def device_folder():
    """A folder for devices' names: a configuration takes devices under /dev only, and there /dev/shm is everybody's."""
    folder = tempfile.mkdtemp(prefix="fairlead-tty-", dir="/dev/shm")
    os.chmod(folder, 0o755)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return pathlib.Path(folder)


def bytes_waiting(descriptor):
    """How much the kernel holds for whoever reads that end."""
    answer = fcntl.ioctl(descriptor, TIOCINQ, struct.pack("i", 0))
    return struct.unpack("i", answer)[0]


class Device:
    """One far end. `path` is the tty the daemon opens; `received` is what the daemon sent to it.

    The test keeps the tty itself open as well, as a machine's UART stays powered: what the kernel holds for a daemon
    that died is there for the next one.
    """

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.received = bytearray()
        self.arrived = threading.Condition()
        self.behave = None
        self.master = self.slave = -1
        self.plug_in()

    def plug_in(self):
        self.master, self.slave = pty.openpty()
        tty.setraw(self.slave)
        os.set_blocking(self.master, False)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        fresh = self.path.with_suffix(".new")
        fresh.symlink_to(os.ttyname(self.slave))
        fresh.replace(self.path)

    def pull_out(self):
        """The adapter is gone: the name disappears and whoever has the tty open sees a hang-up."""
        self.path.unlink(missing_ok=True)
        for descriptor in (self.master, self.slave):
            os.close(descriptor)
        self.master = self.slave = -1

    def release(self):
        """Lets the next daemon in: a killed one leaves its TIOCEXCL on a tty that somebody else keeps open."""
        fcntl.ioctl(self.slave, TIOCNXCL)

    def say(self, data):
        """Sends all of it, waiting for the tty as long as it takes."""
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self.master, view):]
            except BlockingIOError:
                with selectors.DefaultSelector() as writable:
                    writable.register(self.master, selectors.EVENT_WRITE)
                    if not writable.select(10):
                        raise TimeoutError(f"{self.path} took nothing for 10 s") from None

    def offer(self, data):
        """Sends what the tty takes at once, as a UART does; returns how much that was."""
        try:
            return os.write(self.master, data)
        except BlockingIOError:
            return 0

    def on_readable(self):
        try:
            data = os.read(self.master, 65536)
        except OSError:
            data = b""
        if not data:
            return False
        with self.arrived:
            self.received += data
            self.arrived.notify_all()
        if self.behave:
            self.behave(self, data)
        return True

    def wait_for(self, data, seconds=10):
        """Waits until the device has received those bytes."""
        with self.arrived:
            if not self.arrived.wait_for(lambda: data in self.received, seconds):
                raise TimeoutError(f"{self.path} received {bytes(self.received[-200:])!r}, not {data!r}")

    def forget(self):
        with self.arrived:
            self.received.clear()


def echo(device, data):
    device.say(data)


def shout(text):
    """A device that repeats a line of text at whatever it is sent."""
    return lambda device, data: device.say(text)


class Bench:
    """Devices 1 … count under a folder, and the thread that serves them."""

    def __init__(self, folder, count, behave=echo):
        self.devices = {number: Device(pathlib.Path(folder) / f"tty{number:02}") for number in range(1, count + 1)}
        self._selector = selectors.DefaultSelector()
        self._wake, self._waker = os.pipe()
        self._selector.register(self._wake, selectors.EVENT_READ, None)
        self._lock = threading.Lock()
        self._stopped = False
        for device in self.devices.values():
            device.behave = behave
            self._selector.register(device.master, selectors.EVENT_READ, device)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def __getitem__(self, number):
        return self.devices[number]

    def __iter__(self):
        return iter(self.devices.items())

    def pull_out(self, number):
        with self._lock:
            self._selector.unregister(self.devices[number].master)
            self.devices[number].pull_out()

    def plug_in(self, number):
        with self._lock:
            self.devices[number].plug_in()
            self._selector.register(self.devices[number].master, selectors.EVENT_READ, self.devices[number])
        os.write(self._waker, b".")

    def release(self):
        for device in self.devices.values():
            if device.slave >= 0:
                device.release()

    def close(self):
        self._stopped = True
        os.write(self._waker, b".")
        self._thread.join(5)
        for device in self.devices.values():
            if device.master >= 0:
                device.pull_out()
        self._selector.close()
        os.close(self._wake)
        os.close(self._waker)

    def _serve(self):
        while not self._stopped:
            for key, _ in self._selector.select(0.5):
                if key.data is None:
                    os.read(self._wake, 64)
                    continue
                with self._lock:
                    if key.data.master == key.fd:
                        key.data.on_readable()
