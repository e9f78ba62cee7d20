"""The generator's process, seen from a test."""

import json
import pathlib
import subprocess
import sys


class Streams:
    """Lines 1 … count under a folder, streaming at `rate` bytes a second each while told to."""

    def __init__(self, folder, count, rate, strict=True):
        self.folder = pathlib.Path(folder)
        self.numbers = range(1, count + 1)
        generator = pathlib.Path(__file__).parent / "generator.py"
        self._process = subprocess.Popen(
            [sys.executable, "-B", generator, folder, str(count), str(rate),
             "strict" if strict else "held"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self._expect("ready")

    def path(self, number):
        return self.folder / f"tty{number:02}"

    def go(self):
        self._ask("go", "went")

    def stop(self):
        """Stops the wire; returns what each line sent, dropped, heard, and what the kernel still holds."""
        self._write("stop")
        return {int(key): item for key, item in json.loads(self._process.stdout.readline()).items()}

    def release(self):
        self._ask("release", "released")

    def close(self):
        self._process.stdin.close()
        self._process.wait(10)

    def _write(self, word):
        self._process.stdin.write(word + "\n")
        self._process.stdin.flush()

    def _ask(self, word, answer):
        self._write(word)
        self._expect(answer)

    def _expect(self, answer):
        line = self._process.stdout.readline().strip()
        if line != answer:
            raise RuntimeError(f"the generator said {line!r}, not {answer!r}")
