"""Processes that do a work when asked, one at a time: while it is not its turn, a process stands still."""

import os
import select
import signal
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass

#: Seconds in which a process has to answer; loading PyTorch from a cold disk is the longest.
PATIENCE = 180


class Failed(Exception):
    """A process that could not be started, ended or did not answer, and the last it said."""


@dataclass(frozen=True)
class Turn:
    """Seconds for each time of the work."""

    cpu: float
    wall: float


class Worker:
    """A process that has been started with `command`, has said `ready`, and is stopped again after every answer."""

    def __init__(self, command):
        self.name = " ".join(os.path.basename(word) for word in command)
        self.said = tempfile.TemporaryFile(mode="w+")
        try:
            self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.said)
        except OSError as error:
            self.said.close()
            raise Failed(f"{command[0]}: {error.strerror}") from None
        self.times = 1

    def __enter__(self):
        try:
            if self._line() != "ready":
                raise Failed(f"{self.name}: did not begin with 'ready'")
            self._stop()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        for file in (self.process.stdin, self.process.stdout, self.said):
            # What was on its way to a process that ended is lost.
            try:
                file.close()
            except BrokenPipeError:
                pass

    def ask(self, line):
        """The answer to a line."""
        self.process.send_signal(signal.SIGCONT)
        try:
            self.process.stdin.write(line.encode() + b"\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            pass
        answer = self._line()
        self._stop()
        return answer

    def turn(self):
        """One turn of `times` times."""
        answer = self.ask(f"go {self.times}").split()
        if len(answer) != 2 or not all(number.isdigit() and int(number) > 0 for number in answer):
            raise Failed(f"{self.name}: answered '{' '.join(answer)}', not two numbers of nanoseconds")
        cpu, wall = (int(number) / 1e9 / self.times for number in answer)
        return Turn(cpu, wall)

    def calibrate(self, seconds):
        """Warms up, and chooses `times` so that a turn takes about so long."""
        self.times = 1
        while (found := self.turn()).wall * self.times < seconds / 2 and self.times < 1 << 30:
            self.times *= 2
        self.times = max(1, round(seconds / found.wall))
        self.turn()

    def _stop(self):
        self.process.send_signal(signal.SIGSTOP)

    def _line(self):
        if not select.select([self.process.stdout], [], [], PATIENCE)[0]:
            raise Failed(f"{self.name}: no answer in {PATIENCE} s")
        line = self.process.stdout.readline().decode()
        if not line.endswith("\n"):
            self.process.wait()
            self.said.seek(0)
            last = ([line.strip() for line in self.said if line.strip()] or ["and said nothing"])[-1]
            raise Failed(f"{self.name}: ended with {self.process.returncode}: {last}")
        return line.strip()


@contextmanager
def busy_core():
    """A program that never sleeps on the last of our cores."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        os.sched_setaffinity(process.pid, {max(os.sched_getaffinity(0))})
        yield process
    finally:
        process.kill()
        process.wait()
