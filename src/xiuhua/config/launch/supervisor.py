"""Keeps programs running: starts them, writes their logs, restarts what dies, stops all in order."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from xiuhua.config.launch.children import Program, kill_quietly, orphans_kill, spawn
from xiuhua.config.launch.words import say

# The first restart is nearly at once: people wait for a killed worker. Then slower, for a broken one.
BACK_OFF_S = (0.1, 0.3, 1.0, 2.0, 5.0, 10.0)
_STEADY_S = 20.0
_LOG_BYTES = 10 * 1024**2
_LOG_KEPT = 5


class RotatingLog:
    """A program's log file; when it is full it becomes `.1`, and the oldest goes."""

    def __init__(self, path: Path, *, limit_bytes: int = _LOG_BYTES, kept: int = _LOG_KEPT) -> None:
        self.path = path
        self.limit_bytes = limit_bytes
        self.kept = kept
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file = path.open("ab", buffering=0)

    def write(self, text: bytes) -> None:
        """Append what a program said. A full disk loses log lines, never the product."""
        with suppress(OSError):
            if self._file.tell() + len(text) > self.limit_bytes:
                self._rotate()
            self._file.write(text)

    def _rotate(self) -> None:
        self._file.close()
        for number in range(self.kept - 1, 0, -1):
            older = self._numbered(number)
            if older.exists():
                older.replace(self._numbered(number + 1))
        self.path.replace(self._numbered(1))
        self._file = self.path.open("ab", buffering=0)

    def _numbered(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")


async def process_ended(process: subprocess.Popen[bytes]) -> int:
    """Wait for a process without a thread and return its exit status."""
    loop = asyncio.get_running_loop()
    ended = asyncio.Event()
    handle = os.pidfd_open(process.pid)
    loop.add_reader(handle, ended.set)
    try:
        await ended.wait()
    finally:
        loop.remove_reader(handle)
        os.close(handle)
    return process.wait()


class Keeper:
    """Keeps one program running until it is told to stop."""

    def __init__(self, program: Program, log: RotatingLog, tell: Callable[[str], None]) -> None:
        self.program = program
        self.process: subprocess.Popen[bytes] | None = None
        self.restarts = 0
        self._log = log
        self._tell = tell
        self._stopping = asyncio.Event()
        self._task = asyncio.create_task(self._keep(), name=program.name)

    async def _keep(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            born = time.monotonic()
            status = await self._live_once()
            if self._stopping.is_set():
                break
            failures = 0 if time.monotonic() - born > _STEADY_S else failures
            delay = BACK_OFF_S[min(failures, len(BACK_OFF_S) - 1)]
            failures += 1
            self.restarts += 1
            self._tell(say("restarting", name=self.program.name, how=_how_ended(status), seconds=delay))
            with suppress(TimeoutError):
                await asyncio.wait_for(self._stopping.wait(), delay)

    async def _live_once(self) -> int:
        orphans_kill(self.program) if self.program.clear_the_way is None else await self._clear_the_way()
        read_end, write_end = os.pipe()
        os.set_blocking(read_end, False)
        try:
            self.process = spawn(self.program, write_end)
        except OSError as error:
            os.close(read_end)
            self._log.write(f"{error}\n".encode())
            return 127  # as the shell says it: the command was not found
        finally:
            os.close(write_end)
        asyncio.get_running_loop().add_reader(read_end, self._pump, read_end)
        try:
            return await process_ended(self.process)
        finally:
            self._pump(read_end)
            self._close(read_end)

    async def _clear_the_way(self) -> None:
        if self.program.clear_the_way is not None:
            await asyncio.to_thread(self.program.clear_the_way)

    def _pump(self, read_end: int) -> None:
        with suppress(BlockingIOError):
            while text := os.read(read_end, 65536):
                self._log.write(text)
            asyncio.get_running_loop().remove_reader(read_end)  # the last writer has closed it

    @staticmethod
    def _close(read_end: int) -> None:
        asyncio.get_running_loop().remove_reader(read_end)
        os.close(read_end)

    async def stop(self) -> None:
        """Ask the program to stop, ever more firmly, and wait until it has."""
        self._stopping.set()
        for signal_number, seconds in (*self.program.farewell, (signal.SIGKILL, 5.0)):
            if self.process is not None and self.process.returncode is None:
                kill_quietly(self.process.pid, signal_number)
            done, _ = await asyncio.wait({self._task}, timeout=seconds)
            if done:
                break
        if self.program.clear_the_way is None:
            orphans_kill(self.program)


def _how_ended(status: int) -> str:
    return signal.Signals(-status).name if status < 0 else f"exit {status}"


class Supervisor:
    """All programs of one installation."""

    def __init__(self, log_folder: Path) -> None:
        self.keepers: dict[str, Keeper] = {}
        self.stop_asked = asyncio.Event()
        self._log_folder = log_folder
        self._log = RotatingLog(log_folder / "supervisor.log")
        for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            asyncio.get_running_loop().add_signal_handler(signal_number, self.stop_asked.set)

    def tell(self, line: str) -> None:
        """Say something on the terminal and in the supervisor's log."""
        print(line, flush=True)
        self._log.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {line}\n".encode())

    def start(self, program: Program) -> None:
        """Start a program and keep it running."""
        log = RotatingLog(self._log_folder / f"{program.name}.log")
        self.keepers[program.name] = Keeper(program, log, self.tell)

    def pids(self) -> dict[str, int]:
        """Return the process numbers of what runs now."""
        running = ((name, keeper.process) for name, keeper in self.keepers.items())
        return {name: process.pid for name, process in running if process and process.returncode is None}

    async def run(
        self, command: Sequence[str], environment: dict[str, str], each_line: Callable[[str], None]
    ) -> int:
        """Run a command to its end while everything else goes on, and return its exit status."""
        read_end, write_end = os.pipe()
        program = Program(
            name="command",
            command=tuple(command),
            environment=environment,
            folder=self._log_folder.parent / "run" / "command",
        )
        process = spawn(program, write_end)
        os.close(write_end)
        reader = asyncio.StreamReader()
        loop = asyncio.get_running_loop()
        pipe = os.fdopen(read_end, "rb")
        transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
        asked = asyncio.create_task(self._kill_when_asked(process))
        try:
            async for line in reader:
                each_line(line.decode(errors="replace").rstrip("\n"))
            return await process_ended(process)
        finally:
            asked.cancel()
            transport.close()

    async def _kill_when_asked(self, process: subprocess.Popen[bytes]) -> None:
        await self.stop_asked.wait()
        process.terminate()

    async def stop_all(self, *orders: Sequence[str]) -> None:
        """Stop groups of programs one after the other, each group at once."""
        for names in orders:
            await asyncio.gather(*(self.keepers[name].stop() for name in names if name in self.keepers))
