"""The benchmarks' databases: built once into a template, cloned for each run, on a cluster that fsyncs."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import psycopg
from psycopg import sql

from bench.figures import Figure, figures_read
from bench.scenes import module_named
from xiuhua.config.env import ENV
from xiuhua.config.launch.cluster import Cluster, cluster_of
from xiuhua.config.launch.nginx import FrontDoor
from xiuhua.config.launch.places import Places, places_here
from xiuhua.config.launch.programs import manage_command, product_environment

_MODULES = {"try": "trying", "figures": "counting"}  # a word of Python, and what is measured, name no module
_SETS_SCHEMA = ("src/xiuhua/**/migrations/*.py", "src/xiuhua/**/sql/*.sql")


@contextmanager
def databases(name: str) -> Iterator[BenchDatabases]:
    """Start the benchmarks' cluster, under `var/bench`, and yield the databases of one benchmark."""
    places = places_here()
    places.make()
    (places.var / "bench" / "secrets").mkdir(parents=True, exist_ok=True)
    cluster = cluster_of(places.var / "bench", durable=True)
    with cluster.running(places.log / "bench-postgres.log") as client:
        yield BenchDatabases(name=name, places=places, cluster=cluster, client=client)


@dataclass(frozen=True, kw_only=True)
class BenchDatabases:
    """The template of one benchmark, and the clone in which it is measured.

    Args:
        client: what a client of the cluster needs in its environment.
    """

    name: str
    places: Places
    cluster: Cluster
    client: Mapping[str, str]

    @property
    def slug(self) -> str:
        """Its name as modules and databases have it."""
        return _MODULES.get(self.name, self.name).replace("-", "_")

    @property
    def template(self) -> str:
        """The template's name, another one for every schema and every way to fill it."""
        digest = hashlib.sha256()
        files = [path for pattern in _SETS_SCHEMA for path in self.places.root.glob(pattern)]
        for path in sorted([*files, self._module]):
            digest.update(path.relative_to(self.places.root).as_posix().encode() + b"\0" + path.read_bytes())
        return f"bench_{self.slug}_{digest.hexdigest()[:10]}"

    @property
    def _module(self) -> Path:
        spec = find_spec(module_named(self.slug))
        assert spec is not None, self.name  # noqa: S101 - `main` lets only known names in
        assert spec.origin is not None  # noqa: S101 - a module has a file
        return Path(spec.origin)

    def template_ensure(self) -> None:
        """Build the template unless it stands; older ones of this benchmark go."""
        with self._admin() as admin:
            rows = admin.execute("SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'").fetchall()
            known = {name for (name,) in rows}
            for old in known - {self.template}:
                if old.startswith(f"bench_{self.slug}_"):
                    self._drop(admin, old)
            if self.template not in known:
                self._template_build(admin)

    def _template_build(self, admin: psycopg.Connection) -> None:
        print(f"building the data of `{self.name}`, once", file=sys.stderr)
        draft = f"draft_{self.slug}"
        self._drop(admin, draft)
        self.cluster.roles_ensure(draft)
        self._call(manage_command(self.places, "migrate", "--verbosity=0"), draft)
        self._call(self._inside("build"), draft)
        names = {"old": sql.Identifier(draft), "new": sql.Identifier(self.template)}
        admin.execute(sql.SQL("ALTER DATABASE {old} RENAME TO {new}").format(**names))

    def measured(self) -> list[Figure]:
        """Clone the template, run the benchmark in it, and return its figures."""
        run = f"run_{self.slug}"
        with self._admin() as admin:
            self._drop(admin, run)
            names = {"run": sql.Identifier(run), "template": sql.Identifier(self.template)}
            admin.execute(
                sql.SQL("CREATE DATABASE {run} TEMPLATE {template} STRATEGY FILE_COPY").format(**names)
            )
            self.cluster.roles_ensure(run)  # the right to connect belongs to a database, not to its template
            try:
                return figures_read(self._call(self._inside("run"), run))
            finally:
                self._drop(admin, run)

    def _inside(self, step: str) -> list[str]:
        return [str(self.places.python), "-m", "bench.inside", self.slug, step]

    def _call(self, command: list[str], database: str) -> str:
        """Run a step in a process whose whole environment is this database, and return what it prints."""
        found = {**self.client, **self.cluster.urls(database)}
        environment = product_environment(self.places, FrontDoor(host="127.0.0.1", port=0), found)
        environment["PYTHONPATH"] = f"{self.places.root / 'src'}:{self.places.root}"
        environment["XIUHUA_VAR"] = str(
            ENV.var.absolute() / "bench" / "var"
        )  # no file or key of the product is touched
        done = subprocess.run(
            command, env=environment, cwd=self.places.root, stdout=subprocess.PIPE, text=True, check=True
        )
        return done.stdout

    @contextmanager
    def _admin(self) -> Iterator[psycopg.Connection]:
        passfile = str(self.cluster.pgpass)
        with psycopg.connect(
            self.client["DATABASE_ADMIN_URL"], passfile=passfile, autocommit=True
        ) as connection:
            yield connection

    @staticmethod
    def _drop(admin: psycopg.Connection, name: str) -> None:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
