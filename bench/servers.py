"""A web server of its own process, started fresh for a turn and ended by its own group; what it used is read from the system."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_PROGRAM = Path(__file__).resolve().parent.parent
_TICK, _PAGE = os.sysconf("SC_CLK_TCK"), os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Server:
    """Where it answers, and the process that was started (which may have children)."""

    address: str
    process: int

    def seconds_of_processor(self) -> float:
        return sum(int(word) for number in self._family() for word in _stat(number)[11:13]) / _TICK

    def megabytes(self) -> float:
        return sum(int(_stat(number)[21]) for number in self._family()) * _PAGE / 2**20

    def _family(self) -> list[int]:
        children = Path(f"/proc/{self.process}/task/{self.process}/children").read_text().split()
        return [self.process, *map(int, children)]


def _stat(process: int) -> list[str]:
    """The fields after the name of the process: state, parent, …"""
    return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()


@contextmanager
def serving(command: list[str], surroundings: dict[str, str], health: str) -> Iterator[Server]:
    """Runs a command in which PORT stands for a free port, until the block ends."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    process = subprocess.Popen(
        [word.replace("PORT", port) for word in command],
        cwd=_PROGRAM,
        env=os.environ | surroundings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        server = Server(f"http://127.0.0.1:{port}", process.pid)
        _wait(process, server.address + health)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"the server at {address} did not start")


def wait_until_idle(share: float = 0.88, patience: float = 60.0) -> None:
    """Until the machine rests, or patience ends: others on it disturb a measurement most."""
    deadline = time.monotonic() + patience
    while patience and _idle_share() < share and time.monotonic() < deadline:
        pass


def _idle_share() -> float:
    before = _processor_times()
    time.sleep(1)
    spent = [after - earlier for after, earlier in zip(_processor_times(), before, strict=True)]
    return (spent[3] + spent[4]) / max(1, sum(spent))


def _processor_times() -> list[int]:
    with open("/proc/stat") as file:
        return [int(word) for word in file.readline().split()[1:9]]
