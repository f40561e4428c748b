"""The supervisor, over small programs: it starts, restarts, stops, writes logs, and leaves nobody behind."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from pathlib import Path

from xiuhua.config.launch.children import Program, orphans_kill, spawn, working_in
from xiuhua.config.launch.supervisor import RotatingLog, Supervisor

_PATIENCE_S = 60.0


def program_of(folder: Path, script: str, name: str = "clock") -> Program:
    """A program of one line of shell."""
    return Program(
        name=name, command=("/bin/sh", "-c", script), environment={"PATH": os.defpath}, folder=folder / name,
        farewell=((signal.SIGTERM, 0.3),),
    )  # fmt: skip


def supervised(folder: Path, story: Callable[[Supervisor], Coroutine[None, None, None]]) -> None:
    """Tell a story in a loop of its own, and put the signal handlers back."""

    async def told() -> None:
        supervisor = Supervisor(folder / "log")
        try:
            await asyncio.wait_for(story(supervisor), _PATIENCE_S)
        finally:
            await supervisor.stop_all(tuple(supervisor.keepers))

    asyncio.run(told())


async def until(is_so: Callable[[], object]) -> None:
    while not is_so():  # noqa: ASYNC110 - what is waited for happens in other processes
        await asyncio.sleep(0.02)


def nobody_left(folder: Path) -> None:
    """Wait for the kernel to bury who was killed."""
    began = time.monotonic()
    while list(working_in(folder)):
        assert time.monotonic() - began < _PATIENCE_S
        time.sleep(0.02)


def test_what_dies_is_started_again_and_what_is_stopped_stays_away(tmp_path: Path) -> None:
    log = tmp_path / "log" / "clock.log"

    async def story(supervisor: Supervisor) -> None:
        supervisor.start(program_of(tmp_path, "echo here; exec sleep 60"))
        await until(lambda: log.read_text() == "here\n")  # killed sooner, it would never say so
        first = supervisor.pids()["clock"]
        os.kill(first, signal.SIGKILL)
        await until(lambda: supervisor.pids().get("clock", first) != first)
        await until(lambda: log.read_text() == "here\nhere\n")
        await supervisor.stop_all(("clock",))
        assert supervisor.pids() == {}
        assert supervisor.keepers["clock"].restarts == 1

    supervised(tmp_path, story)
    assert "clock" in (tmp_path / "log" / "supervisor.log").read_text("utf-8")
    nobody_left(tmp_path / "clock")


def test_who_does_not_listen_is_killed_with_everything_it_started(tmp_path: Path) -> None:
    async def story(supervisor: Supervisor) -> None:
        supervisor.start(
            program_of(tmp_path, "trap '' TERM; sleep 60 & sleep 60 & echo ready; wait; sleep 60")
        )
        await until((tmp_path / "log" / "clock.log").read_text)
        began = time.monotonic()
        await supervisor.stop_all(("clock",))
        assert time.monotonic() - began < 3.0

    supervised(tmp_path, story)
    nobody_left(tmp_path / "clock")


def test_what_a_killed_program_left_behind_goes_before_it_starts_again(tmp_path: Path) -> None:
    program = program_of(tmp_path, "sleep 60 & echo; wait")
    with (tmp_path / "log").open("wb") as log:
        process = spawn(program, log.fileno())
    while len(list(working_in(program.folder))) < 2:
        time.sleep(0.02)
    process.kill()
    process.wait()
    assert len(list(working_in(program.folder))) == 1
    orphans_kill(program)
    nobody_left(program.folder)


def test_a_program_dies_with_the_supervisor(tmp_path: Path) -> None:
    script = f"""
import os, sys
from pathlib import Path
from xiuhua.config.launch.children import Program, spawn
folder = Path({str(tmp_path / "x")!r})
spawn(Program(name="x", command=("/bin/sleep", "60"), environment={{}}, folder=folder), 2)
os.kill(os.getpid(), 9)
"""
    subprocess.run([sys.executable, "-c", script], check=False)
    nobody_left(tmp_path / "x")


def test_a_program_that_is_not_there_is_tried_again_and_can_be_stopped(tmp_path: Path) -> None:
    async def story(supervisor: Supervisor) -> None:
        missing = Program(
            name="none", command=("/no/such/program",), environment={}, folder=tmp_path / "none"
        )
        supervisor.start(missing)
        await until(lambda: supervisor.keepers["none"].restarts >= 2)

    supervised(tmp_path, story)
    assert "/no/such/program" in (tmp_path / "log" / "none.log").read_text()


def test_a_command_runs_to_its_end_beside_the_programs(tmp_path: Path) -> None:
    lines: list[str] = []

    async def story(supervisor: Supervisor) -> None:
        assert await supervisor.run(["/bin/sh", "-c", "echo 一; echo two; exit 3"], {}, lines.append) == 3

    supervised(tmp_path, story)
    assert lines == ["一", "two"]


def test_a_full_log_becomes_the_first_old_one(tmp_path: Path) -> None:
    log = RotatingLog(tmp_path / "web1.log", limit_bytes=10, kept=2)
    for text in (b"first 6", b"second 7", b"third 8.", b"fourth 9"):
        log.write(text)
    kept = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert kept == {"web1.log": b"fourth 9", "web1.log.1": b"third 8.", "web1.log.2": b"second 7"}
