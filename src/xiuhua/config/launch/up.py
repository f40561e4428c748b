"""`./xiuhua up`: sets up, starts everything, and keeps it running."""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import socket
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from xiuhua.config.env import DEMO_SIZES, ENV
from xiuhua.config.launch.cluster import DATABASE, Cluster, cluster_of
from xiuhua.config.launch.credentials import write_secret
from xiuhua.config.launch.nginx import FrontDoor, nginx_program
from xiuhua.config.launch.packages import Needs
from xiuhua.config.launch.parsing import Parser
from xiuhua.config.launch.places import Places, places_here
from xiuhua.config.launch.ports import port_require
from xiuhua.config.launch.programs import (
    demo_programs,
    manage_command,
    product_environment,
    product_programs,
    sockets_of,
)
from xiuhua.config.launch.progress import step
from xiuhua.config.launch.setup import setup
from xiuhua.config.launch.stamps import content_digest, is_stamped, stamp_write
from xiuhua.config.launch.supervisor import Supervisor
from xiuhua.config.launch.words import Refused, say

_ASK_S = 0.05
_READY_S = 60.0
_WEB = ("web1", "web2", "events", "background", "worker", "gateway")
_DEMO = (
    ("demo", "demo_load", "demo_progress"),
    ("demo-devices", "demo_devices", "demo_devices_progress"),
    ("demo-cases", "demo_cases", "demo_cases_progress"),
    ("demo-people", "demo_people", "demo_people_progress"),
)


def up_main(words: Sequence[str]) -> int:
    """Run `./xiuhua up` until it is told to stop; return its exit status."""
    asked = _parser().parse_args(words)
    places = places_here()
    places.make()
    with _only_one(places) as running:
        if running is not None:
            print(say("already_running", url=running) if running else say("already_starting"))
            return 0
        print(say("setting_up"), flush=True)
        own_cluster = not ENV.database_url
        setup(places, Needs(server=own_cluster, front_door=True))
        port_require(asked.host, asked.port)
        door = FrontDoor(host=asked.host, port=asked.port, https=ENV.https, known_as=_known_as())
        (places.run / "up.lock").write_text(door.url)
        places.files.mkdir(exist_ok=True, mode=0o750)
        cluster = cluster_of(places.var) if own_cluster else None
        installation = _Installation(places, door, cluster, empty=asked.empty)
        if asked.demo_size:
            installation.environment["XIUHUA_DEMO_SIZE"] = asked.demo_size
        return asyncio.run(installation.run())


def _parser() -> Parser:
    parser = Parser(prog="./xiuhua up", description=say("help_up"))
    parser.add_argument("--empty", action="store_true", help=say("help_up_empty"))
    parser.add_argument("--demo-size", choices=DEMO_SIZES, default="", help=say("help_up_demo_size"))
    parser.add_argument("--port", type=int, default=8000, help=say("help_up_port"))
    parser.add_argument("--host", default="127.0.0.1", help=say("help_up_host"))
    return parser


def _known_as() -> str:
    """Return a host name that the product takes requests for; `.city.cn` and `*` stand for many."""
    return next((name for host in ENV.hosts if (name := host.lstrip("*."))), "localhost")


@contextmanager
def _only_one(places: Places) -> Iterator[str | None]:
    """Yield None to the one supervisor of these places, and to a second one where the first is reached."""
    lock = os.open(places.run / "up.lock", os.O_RDWR | os.O_CREAT, 0o644)  # inherited by no child
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield (places.run / "up.lock").read_text()
    else:
        os.truncate(lock, 0)  # where an earlier life was reached says nothing
        yield None
    finally:
        os.close(lock)


class _Installation:
    """One running installation, from the database up to the demo district.

    Args:
        places: where it lies.
        door: where it is reached.
        cluster: its private database; None where DATABASE_URL names another.
        empty: whether it starts without the demo district.
    """

    def __init__(self, places: Places, door: FrontDoor, cluster: Cluster | None, *, empty: bool) -> None:
        self.places = places
        self.door = door
        self.cluster = cluster
        self.empty = empty
        database = {**cluster.environment, **cluster.urls()} if cluster else {}
        self.environment = product_environment(places, door, database)

    async def run(self) -> int:
        """Start everything, say where it is, and stop everything when asked."""
        supervisor = Supervisor(self.places.log)
        try:
            await self._start(supervisor)
            if not (self.places.stamps / "accounts").exists():
                await self._accounts_make(supervisor)
            if not supervisor.stop_asked.is_set():
                self._tell(supervisor)
            if not self.empty:
                await self._demo_load(supervisor)  # the product is used meanwhile
                if all((self.places.stamps / stamp).exists() for stamp, _, _ in _DEMO):
                    for program in demo_programs(self.places, self.environment, self.door):
                        supervisor.start(program)
            await supervisor.stop_asked.wait()
        finally:
            print(say("stopping"), flush=True)
            await supervisor.stop_all(("demo", "devices"), ("nginx",), _WEB, ("postgres",))
            print(say("stopped"), flush=True)
        return 0

    async def _start(self, supervisor: Supervisor) -> None:
        if self.cluster:
            with step("step_database"):
                await asyncio.to_thread(self.cluster.make)
                supervisor.start(self.cluster.program())
                await asyncio.to_thread(self.cluster.wait_ready)
                await asyncio.to_thread(self.cluster.roles_ensure)
        await self._migrate(supervisor)
        first, *others = product_programs(self.places, self.environment)
        with step("step_page"):
            supervisor.start(nginx_program(self.places, self.door))
            supervisor.start(first)  # alone, because six at once on two cores would all be late
            await self._wait_until(supervisor, self.door.answers)
        with step("step_start"):
            for program in others:
                supervisor.start(program)
            await self._wait_until(supervisor, lambda: all(map(_accepts, sockets_of(self.places).values())))

    async def _migrate(self, supervisor: Supervisor) -> None:
        """Bring the tables up to date, as their owner, and enter what every city needs before its own data.

        Each is done where what it reads has changed since the last start.
        """
        source, mark = self.places.root / "src/xiuhua", self._database_mark()
        steps = (
            ("migrated", "step_migrate", source.glob("**/migrations/*.py"), ("migrate", "--verbosity=0")),
            ("seeded", "step_seed", source.glob("ground/seed/*"), ("ground_seed",)),
        )
        for name, said, files, words in steps:
            digest = content_digest(files, mark)
            if not is_stamped(self.places.stamps / name, digest):
                with step(said):
                    await self._manage(supervisor, *words)
                stamp_write(self.places.stamps / name, digest)

    async def _manage(self, supervisor: Supervisor, *words: str) -> list[str]:
        """Run one of Django's commands and return what it printed.

        Raises:
            Refused: it failed.
        """
        lines: list[str] = []
        if await supervisor.run(manage_command(self.places, *words), self.environment, lines.append):
            tail = "\n    ".join(lines[-15:])
            raise Refused("command_failed", command=words[0], tail=tail, log=self.places.log)
        return lines

    def _database_mark(self) -> str:
        """Return what tells this database from another one that a restored stamp might speak of."""
        if self.cluster is None:
            return self.environment.get("DATABASE_URL", "")
        return self.cluster.psql("SELECT system_identifier FROM pg_control_system()", DATABASE).strip()

    async def _wait_until(self, supervisor: Supervisor, is_so: Callable[[], bool]) -> None:
        deadline = asyncio.get_running_loop().time() + _READY_S
        while not is_so() and not supervisor.stop_asked.is_set():
            if asyncio.get_running_loop().time() > deadline:
                raise Refused("product_silent", log=self.places.log)
            await asyncio.sleep(_ASK_S)

    # --- the first start --------------------------------------------------------------------------------

    async def _accounts_make(self, supervisor: Supervisor) -> None:
        words = ["demo_accounts", *(["--administrators"] if self.empty else [])]
        lines = await self._manage(supervisor, *words)
        made = json.loads(lines[-1])
        kept = self._accounts_file.read_text("utf-8") if self._accounts_file.exists() else ""
        write_secret(self._accounts_file, kept + "".join(_account_line(account) for account in made))
        stamp_write(self.places.stamps / "accounts", "made")

    @property
    def _accounts_file(self) -> Path:
        return self.places.secrets / "accounts.txt"

    async def _demo_load(self, supervisor: Supervisor) -> None:
        """Load the demo district once, its cases, then its people's weeks; a broken load goes on later."""
        for stamp, command, progress in _DEMO:
            if (self.places.stamps / stamp).exists():
                continue
            if supervisor.stop_asked.is_set() or not await self._demo_part(supervisor, command, progress):
                return
            stamp_write(self.places.stamps / stamp, "loaded")

    async def _demo_part(self, supervisor: Supervisor, command: str, progress: str) -> bool:
        """Load one part of the demo, and return whether it was loaded whole."""
        last = [""]

        def show(line: str) -> None:
            last[0] = line
            if "/" in line:
                print(say(progress, count=line), end="\r", flush=True)

        failed = await supervisor.run(manage_command(self.places, command), self.environment, show)
        print()
        if failed and not supervisor.stop_asked.is_set():
            print(say("demo_failed", tail=last[0]), flush=True)
        return not failed

    def _tell(self, supervisor: Supervisor) -> None:
        supervisor.tell(say("running", url=self.door.url))
        if self._accounts_file.exists():
            print(say("accounts", path=self._accounts_file))
            print(self._accounts_file.read_text("utf-8"), end="")
        print(say("logs", path=self.places.log), flush=True)


def _account_line(account: Mapping[str, str]) -> str:
    return f"  {account['username']:10} {account['password']}   {account['name']} · {account['role']}\n"


def _accepts(path: Path) -> bool:
    """Return whether somebody listens on a socket; a killed program leaves its file behind."""
    with socket.socket(socket.AF_UNIX) as asked, suppress(OSError):
        asked.connect(str(path))
        return True
    return False
