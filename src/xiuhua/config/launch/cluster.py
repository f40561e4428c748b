"""A private PostgreSQL cluster: socket only, passwords, owned by an unprivileged user."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

from xiuhua.config.launch.children import Account, Program, account_named, kill_quietly, spawn, working_in
from xiuhua.config.launch.credentials import APP, GATEWAY, OWNER, SUPERUSER, passwords_ensure
from xiuhua.config.launch.packages import server_programs
from xiuhua.config.launch.places import fits_socket, key_of, short_folder
from xiuhua.config.launch.words import Refused, say

ROLES_SQL = Path(__file__).parents[1] / "sql" / "roles.sql"
DATABASE = "xiuhua"
_SOCKET = ".s.PGSQL.5432"
_ROOMY_MIB = 8_192
_MIB = 1024**2
_READY_S = 60.0
_POLL_S = 0.05


def settings_for(*, memory_bytes: int, cores: int, durable: bool) -> dict[str, str]:
    """Return the server settings for a machine that it shares with the whole product.

    Args:
        memory_bytes: memory of the machine.
        cores: processors of the machine.
        durable: whether a commit must survive a power cut; only tests say no.

    Source:
        PostgreSQL documentation, "Resource Consumption"; shares are our own choice, because five Python
        processes and a browser live on the same machine.
    """
    memory = memory_bytes // _MIB
    settings = {
        "shared_buffers": f"{min(max(memory // 8, 128), 4096)}MB",
        "effective_cache_size": f"{max(memory // 2, 256)}MB",
        "maintenance_work_mem": f"{min(max(memory // 32, 64), 1024)}MB",
        "work_mem": "16MB",
        # The groups of a year's figures are fewer than the planner fears: with less for its tables of groups
        # it sorts a million rows, pass by pass.
        "hash_mem_multiplier": "8" if memory >= _ROOMY_MIB else "2",
        "max_connections": "120",
        # With two parallel workers on two cores the planner turns spatial joins around: 29 s instead of 2 s.
        "max_parallel_workers_per_gather": "0" if cores <= 4 else "2",
        "jit": "off",
        "random_page_cost": "1.1",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "15min",
        "wal_compression": "lz4",
    }
    if not durable:
        settings |= {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "max_wal_size": "4GB",
            # Tests roll back what they write: autovacuum would note that their tables hold no rows, and from
            # then on every plan loops over the thousands that a later test writes.
            "autovacuum": "off",
        }
    return settings


@dataclass(frozen=True)
class Cluster:
    """One cluster and its way in.

    Args:
        home: its folder: data, socket and configuration.
        pgpass: the password file of its roles.
        durable: whether commits survive a power cut; only tests say no.
    """

    home: Path
    pgpass: Path
    durable: bool = True

    @cached_property
    def account(self) -> Account | None:
        """Return the unprivileged user where we are root, as whom PostgreSQL refuses to run."""
        return account_named("postgres") if os.getuid() == 0 else None

    @cached_property
    def programs(self) -> Path:
        """Return the folder of the server's programs.

        Raises:
            Refused: the machine has no usable PostgreSQL.
        """
        found = server_programs()
        if found is None:
            raise Refused("postgresql_unknown")
        return found

    @property
    def data(self) -> Path:
        """Return the data directory."""
        return self.home / "data"

    @cached_property
    def sockets(self) -> Path:
        """Return the folder of the socket, a short one where its path would be too long."""
        own = self.home / "sock"
        return own if fits_socket(own / _SOCKET) else short_folder(self.home) / "pg"

    @property
    def environment(self) -> dict[str, str]:
        """Return what a client needs in its environment."""
        return {"PGPASSFILE": str(self.pgpass)}

    def url(self, user: str, database: str = DATABASE) -> str:
        """Return the address of a database without a password: PGPASSFILE has it."""
        return f"postgresql://{user}@/{database}?host={quote(str(self.sockets), safe='/')}"

    def urls(self, database: str = DATABASE) -> dict[str, str]:
        """Return the variables by which the product finds a database of this cluster."""
        return {
            "DATABASE_URL": self.url(APP, database),
            "DATABASE_OWNER_URL": self.url(OWNER, database),
            "DATABASE_GATEWAY_URL": self.url(GATEWAY, database),
        }

    def make(self) -> None:
        """Make what is missing and write the configuration of this machine.

        Raises:
            Refused: the data is from another major version, or the secrets that belong to it are lost.
        """
        self._own(self.home, 0o711, None)
        self._own(self.sockets, 0o700, self.account)
        if not (self.data / "PG_VERSION").exists():
            self._initialise()
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != self.programs.parent.name:
            raise Refused(
                "postgresql_other_version", data=version, server=self.programs.parent.name, path=self.data
            )
        if not self.pgpass.is_file():
            raise Refused("pgpass_lost", path=self.pgpass)
        (self.home / "pg_hba.conf").write_text(
            "local all all scram-sha-256\nlocal replication all scram-sha-256\n"
        )
        (self.home / "postgresql.conf").write_text(self._configuration())

    @staticmethod
    def _own(folder: Path, mode: int, account: Account | None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        folder.chmod(mode)
        if account:
            os.chown(folder, account.uid, account.gid)

    def _initialise(self) -> None:
        shutil.rmtree(self.data, ignore_errors=True)  # an initdb that was cut off
        self._own(self.data, 0o700, self.account)
        password = self.sockets / "password"  # in a folder that the server's user can read, for a moment
        try:
            password.touch(mode=0o600)
            password.write_text(passwords_ensure(self.pgpass)[SUPERUSER])
            self._own_file(password)
            options = [
                "--encoding=UTF8",
                "--locale=C.UTF-8",
                "--auth=scram-sha-256",
                f"--username={SUPERUSER}",
            ]
            options += [] if self.durable else ["--no-sync"]
            self._run(["initdb", f"--pgdata={self.data}", f"--pwfile={password}", *options])
        finally:
            password.unlink(missing_ok=True)

    def _own_file(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.uid, self.account.gid)

    def _run(self, command: Sequence[str]) -> None:
        account = self.account
        done = subprocess.run(
            [str(self.programs / command[0]), *command[1:]],
            cwd="/",
            env=self._server_environment(),
            capture_output=True,
            text=True,
            check=False,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
        )
        if done.returncode:
            raise Refused("command_failed", command=command[0], tail=done.stderr.strip(), log=self.home)

    @staticmethod
    def _server_environment() -> dict[str, str]:
        return {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}

    def _configuration(self) -> str:
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "hba_file": str(self.home / "pg_hba.conf"),
            "ident_file": str(self.data / "pg_ident.conf"),
            "password_encryption": "scram-sha-256",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "log_line_prefix": "%m %u@%d ",
            "log_min_duration_statement": "1s",
            **settings_for(memory_bytes=memory, cores=os.cpu_count() or 1, durable=self.durable),
        }
        lines = ["# Written by ./xiuhua at every start; changes belong in override.conf beside this file."]
        lines += [f"{name} = '{value.replace(chr(39), chr(39) * 2)}'" for name, value in settings.items()]
        return "\n".join([*lines, f"include_if_exists = '{self.home / 'override.conf'}'", ""])

    def program(self) -> Program:
        """Return the server as a program to be supervised."""
        configuration = f"--config-file={self.home / 'postgresql.conf'}"
        return Program(
            name="postgres",
            command=(str(self.programs / "postgres"), "-D", str(self.data), configuration),
            environment=self._server_environment(),
            folder=self.data,
            farewell=((signal.SIGINT, 4.0), (signal.SIGQUIT, 1.5)),  # fast, then immediate shutdown
            on_orphaned=signal.SIGINT,
            account=self.account,
            clear_the_way=self.clear_the_way,
        )

    def clear_the_way(self) -> None:
        """Stop a server of an earlier life, and the backends that a killed one left behind.

        They hold the shared memory, without which no new server may start. What they acknowledged is in the
        log.
        """
        patience = ((signal.SIGINT, 10.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0))
        for signal_number, seconds in patience:
            server = self._server_pid()
            for pid in [server] if server else list(working_in(self.data.resolve())):
                kill_quietly(pid, signal_number if server else signal.SIGQUIT)
            deadline = time.monotonic() + seconds
            while time.monotonic() < deadline:
                if not any(True for _ in working_in(self.data.resolve())):
                    return
                time.sleep(_POLL_S)

    def _server_pid(self) -> int | None:
        """Return the running server that postmaster.pid names; the number alone proves nothing."""
        with suppress(OSError, ValueError, IndexError):
            pid = int((self.data / "postmaster.pid").read_text().split()[0])
            return pid if pid in set(working_in(self.data.resolve())) else None
        return None

    def is_ready(self) -> bool:
        """Return whether the server takes connections; pg_ctl would believe a stale process number."""
        asked = [str(self.programs / "pg_isready"), "-q", "-h", str(self.sockets)]
        return subprocess.run(asked, check=False).returncode == 0

    def roles_script(self, database: str = DATABASE) -> str:
        """Return psql's input that makes a database and everything `roles.sql` wants, with the passwords.

        By standard input, because arguments of a process are public.
        """
        passwords = passwords_ensure(self.pgpass)
        variables = {"owner_password": OWNER, "app_password": APP, "gateway_password": GATEWAY}
        create = f"SELECT 'CREATE DATABASE {database}' WHERE NOT EXISTS"
        return "\n".join(
            [
                "\\set ON_ERROR_STOP on",
                *(f"\\set {name} '{passwords[role]}'" for name, role in variables.items()),
                f"{create} (SELECT FROM pg_database WHERE datname = '{database}') \\gexec",
                f"\\connect {database}",
                f"\\i '{ROLES_SQL}'",
                "",
            ]
        )

    def psql(self, script: str, database: str = "postgres") -> str:
        """Run a script as superuser and return what it prints.

        Raises:
            Refused: the script failed.
        """
        command = ["psql", "-qXAt", self.url(SUPERUSER, database)]
        environment = {**os.environ, **self.environment}
        done = subprocess.run(
            command, input=script, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode:
            raise Refused("command_failed", command="psql", tail=done.stderr.strip(), log=self.home)
        return done.stdout

    def roles_ensure(self, database: str = DATABASE) -> None:
        """Bring a database, its roles, extensions and marks up to date; cheap enough for every start."""
        self.psql(self.roles_script(database))

    @contextmanager
    def running(self, log: Path) -> Iterator[Mapping[str, str]]:
        """Run the server while the block runs; yields what clients need in their environment."""
        self.make()
        self.clear_the_way()
        with log.open("ab") as output:
            server = spawn(self.program(), output.fileno())
        try:
            self.wait_ready()
            yield {**self.environment, "DATABASE_ADMIN_URL": self.url(SUPERUSER, "postgres")}
        finally:
            server.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                server.wait(10)
            server.kill()
            server.wait()

    def wait_ready(self) -> None:
        """Wait until the server takes connections.

        Raises:
            Refused: it does not within a minute.
        """
        deadline = time.monotonic() + _READY_S
        while not self.is_ready():
            if time.monotonic() > deadline:
                raise Refused("postgresql_silent", path=self.home)
            time.sleep(_POLL_S)


def cluster_home(var: Path) -> Path:
    """Return where the cluster of a `var` lies: inside, or in /var/lib where its user cannot reach it."""
    link = var / "pg"
    if link.is_symlink() or link.is_dir():
        return link.resolve()
    account = account_named("postgres") if os.getuid() == 0 else None
    if account is None or _reaches(account, var):
        return link
    home = Path("/var/lib") / f"xiuhua-{key_of(var)}"
    home.mkdir(mode=0o711, exist_ok=True)
    link.symlink_to(home)
    print(say("cluster_elsewhere", path=home))
    return home


def _reaches(account: Account, folder: Path) -> bool:
    look = ["/usr/bin/test", "-x", str(folder)]
    asked = subprocess.run(look, cwd="/", user=account.uid, group=account.gid, extra_groups=[], check=False)
    return asked.returncode == 0


def cluster_of(var: Path, *, durable: bool = True) -> Cluster:
    """Return the private cluster of a `var`."""
    return Cluster(home=cluster_home(var), pgpass=var / "secrets" / "pgpass", durable=durable)
