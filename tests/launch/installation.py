"""A durable installation of its own, started by the real `./xiuhua up` as a person would."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from xiuhua.config.env import ENV, ROOT
from xiuhua.config.launch.children import working_in
from xiuhua.config.launch.cluster import DATABASE, cluster_of
from xiuhua.config.launch.credentials import SUPERUSER
from xiuhua.config.launch.ports import port_free

PROGRAMS = ("postgres", "web1", "web2", "events", "background", "worker", "nginx")
_HOST = "127.0.0.1"
_POLL_S = 0.05
_START_S = 180.0  # of a machine that does other things meanwhile; how quick it is, test_crash measures


def wait_until(is_so: Callable[[], object], *, seconds: float, what: str) -> float:
    """Wait until something is so, and return after how many seconds it was."""
    began = time.monotonic()
    while not is_so():
        assert time.monotonic() - began < seconds, f"not within {seconds:g} s: {what}"
        time.sleep(_POLL_S)
    return time.monotonic() - began


def slower() -> float:
    """Return how many times longer than alone everything takes now.

    On a core that others want as well, a program gets one share among theirs.
    """
    return 1.0 + os.getloadavg()[0] / (os.cpu_count() or 1)


def environment_of_a_terminal(var: Path) -> dict[str, str]:
    """Return the environment of somebody at a terminal, where nothing of this test run is known."""
    foreign = ("DATABASE", "DJANGO", "XIUHUA", "PYTEST", "PG")
    here = os.environ.items()  # noqa: TID251 - a person at a terminal has all of it
    kept = {name: value for name, value in here if not name.startswith(foreign)}
    return {**kept, "LC_ALL": "C.UTF-8", "XIUHUA_VAR": str(var), "XIUHUA_TOOLS": str(ENV.tools.absolute())}


@dataclass
class Installation:
    """One `./xiuhua up --empty` with a `var` of its own.

    Args:
        var: where it lies.
        port: where it is reached.
    """

    var: Path
    port: int = field(default_factory=lambda: port_free(_HOST))
    supervisor: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        """Return the environment of every command about it."""
        return environment_of_a_terminal(self.var)

    @property
    def url(self) -> str:
        """Return where it is reached."""
        return f"http://{_HOST}:{self.port}"

    @property
    def output(self) -> Path:
        """Return where the terminal's text is kept."""
        return self.var / "terminal.txt"

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the launcher to its end."""
        line = [str(ROOT / "xiuhua"), *words]
        return subprocess.run(line, env=self.environment, capture_output=True, text=True, check=False)

    def up(self) -> None:
        """Start it, as at a terminal whose text is kept."""
        self.var.mkdir(parents=True, exist_ok=True)
        line = [str(ROOT / "xiuhua"), "up", "--empty", "--port", str(self.port)]
        with self.output.open("wb") as output:
            self.supervisor = subprocess.Popen(
                line, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
                start_new_session=True,
            )  # fmt: skip

    def copy_from(self, other: Installation) -> None:
        """Begin as a copy of another one that is stopped: its folder, and its cluster where that is apart."""
        self.var.parent.mkdir(parents=True, exist_ok=True)
        _copied(other.var, self.var)
        if (link := self.var / "pg").is_symlink():
            link.unlink()
            home = cluster_of(self.var).home
            if home != link:
                home.rmdir()
            _copied(cluster_of(other.var).home, home)

    def wait_told(self) -> float:
        """Wait until everything runs and the terminal says so; return the seconds it took."""
        return wait_until(self._told, seconds=_START_S * slower(), what=f"everything runs; see {self.output}")

    def _told(self) -> bool:
        assert self.supervisor is not None
        assert self.supervisor.poll() is None, self.output.read_text("utf-8")
        return "Ctrl-C stops everything" in self.output.read_text("utf-8")

    def interrupt(self) -> float:
        """Press Ctrl-C and return the seconds until the supervisor has ended."""
        assert self.supervisor is not None
        self.supervisor.send_signal(signal.SIGINT)
        began = time.monotonic()
        self.supervisor.wait(30)
        return time.monotonic() - began

    def remove(self) -> None:
        """Stop it, and leave nothing of it behind, not even a cluster that had to lie elsewhere."""
        assert self.supervisor is not None
        if self.supervisor.poll() is None:
            self.interrupt()
        shutil.rmtree(cluster_of(self.var).home, ignore_errors=True)
        shutil.rmtree(self.var, ignore_errors=True)

    def supervisor_kill(self) -> None:
        """End the supervisor without a word."""
        assert self.supervisor is not None
        self.supervisor.kill()
        self.supervisor.wait()

    def processes(self, name: str) -> dict[int, int]:
        """Return the processes of one program, each with its parent."""
        folder = cluster_of(self.var).data if name == "postgres" else self.var / "run" / name
        return {pid: parent for pid in working_in(folder.resolve()) if (parent := _parent(pid))}

    def heads(self, name: str) -> set[int]:
        """Return the processes of one program that none of its own started."""
        found = self.processes(name)
        return {pid for pid, parent in found.items() if parent not in found}

    def everybody(self) -> dict[str, set[int]]:
        """Return what runs now, by program."""
        return {name: heads for name in PROGRAMS if (heads := self.heads(name))}

    def kill(self, name: str) -> set[int]:
        """Kill the process that the supervisor started for a program; return it and those that it started."""
        everybody, heads = set(self.processes(name)), self.heads(name)
        assert len(heads) == 1, f"{name} runs {len(heads)} times"
        for pid in heads:
            os.kill(pid, signal.SIGKILL)
        return everybody

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Ask the database as its superuser, whom no row-level security binds."""
        with self._superuser() as connection:
            return connection.execute(query.encode()).fetchall()

    @contextmanager
    def held(self, table: str) -> Iterator[None]:
        """Keep everybody from writing a table while a block runs; whoever tries is seen waiting."""
        with self._superuser() as connection:
            connection.execute(f"LOCK TABLE {table} IN SHARE MODE".encode())
            yield

    def _superuser(self) -> psycopg.Connection:
        cluster = cluster_of(self.var)
        return psycopg.connect(cluster.url(SUPERUSER, DATABASE), passfile=str(cluster.pgpass))

    def shell(self, script: str) -> Mapping[str, object]:
        """Run a script in the product's own shell, and return the JSON that it prints last."""
        told = self.command("manage", "shell", "--verbosity=0", "-c", script)
        assert told.returncode == 0, told.stderr
        found: Mapping[str, object] = json.loads(told.stdout.splitlines()[-1])
        return found


def _copied(was: Path, becomes: Path) -> None:
    """Copy a folder with its owners and modes, which PostgreSQL insists on."""
    subprocess.run(["cp", "-a", str(was), str(becomes)], check=True)


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # gone meanwhile
        return 0
