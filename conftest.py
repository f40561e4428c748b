"""What every test stands on: a clone of one migrated PostgreSQL template, used as the app role."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from hypothesis import HealthCheck, settings
from psycopg import sql

if TYPE_CHECKING:  # importing a plugin before pytest loads it would leave its assertions plain
    from xiuhua.scenekit.testkit.plugin import SessionOpener

pytest_plugins = ["xiuhua.scenekit.testkit.plugin", "xiuhua.web.testing"]

# A busy machine is no failure: what a test takes is reported by the kit, and draws wait as all else does.
settings.register_profile("product", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("product")

ROOT = Path(__file__).parent
_TEMPLATE_LOCK = 7_021_001  # any number, the same for every worker
_WORN_BYTES = 64 * 2**20


def database_url(url: str, *, name: str, user: str | None = None) -> str:
    """Return the URL of another database (and role) on the same server."""
    parts = urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    netloc = f"{user}@{host}" if user else parts.netloc
    return urlunsplit(parts._replace(netloc=netloc, path=f"/{name}"))


def migrations_digest() -> str:
    """Return a hash over everything that shapes the schema."""
    digest = hashlib.sha256()
    files = [*ROOT.glob("src/xiuhua/**/migrations/*.py"), *ROOT.glob("src/xiuhua/**/sql/*.sql")]
    for path in sorted([*files, ROOT / "requirements/run.txt"]):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]


class TestDatabases:
    """Makes and drops the clones of one test run, as a superuser of the test cluster."""

    __test__ = False

    def __init__(self, admin_url: str) -> None:
        self.admin_url = admin_url
        self.template = f"xh_template_{migrations_digest()}"

    @contextmanager
    def _admin(self) -> Iterator[psycopg.Connection]:
        with psycopg.connect(self.admin_url, autocommit=True) as connection:
            yield connection

    def url(self, name: str, *, user: str = "xiuhua_app") -> str:
        """Return the URL of a database of this run for one of the three roles."""
        return database_url(self.admin_url, name=name, user=user)

    def template_ensure(self) -> None:
        """Migrate the template once; other workers wait for it."""
        with self._admin() as admin:
            admin.execute("SELECT pg_advisory_lock(%s)", [_TEMPLATE_LOCK])
            known = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.template]).fetchone()
            if known is None:
                self._template_build(admin)

    def _template_build(self, admin: psycopg.Connection) -> None:
        draft = f"{self.template}_draft"
        self._drop(admin, draft)
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(draft)))
        roles = ROOT / "src/xiuhua/config/sql/roles.sql"
        subprocess.run(
            ["psql", "-qX", "-f", str(roles), database_url(self.admin_url, name=draft)], check=True
        )
        environment = {
            **os.environ,
            "DATABASE_URL": self.url(draft, user="xiuhua_owner"),
            "XIUHUA_ENV": "test",
        }
        environment["PYTHONPATH"] = str(ROOT / "src")
        environment.pop("DATABASE_OWNER_URL", None)
        command = [sys.executable, "-m", "xiuhua.config.cli", "manage", "migrate", "--verbosity=0"]
        subprocess.run(command, check=True, env=environment)
        names = {"old": sql.Identifier(draft), "new": sql.Identifier(self.template)}
        admin.execute(sql.SQL("ALTER DATABASE {old} RENAME TO {new}").format(**names))

    def clone(self, name: str) -> str:
        """Replace the database `name` by a fresh clone of the template and return its URL as the app role."""
        with self._admin() as admin:
            self._drop(admin, name)
            names = {"name": sql.Identifier(name), "template": sql.Identifier(self.template)}
            create = sql.SQL("CREATE DATABASE {name} TEMPLATE {template} OWNER xiuhua_owner")
            admin.execute(create.format(**names))
            admin.execute(
                sql.SQL("GRANT CONNECT, TEMPORARY ON DATABASE {} TO xiuhua_app, xiuhua_gateway").format(
                    names["name"]
                )
            )
        return self.url(name)

    def is_worn(self, name: str) -> bool:
        """Return whether a clone holds so much of what tests rolled back that reading it takes long."""
        with self._admin() as admin:
            row = admin.execute(
                "SELECT pg_database_size(%s) - pg_database_size(%s)", [name, self.template]
            ).fetchone()
        return row is not None and row[0] > _WORN_BYTES

    def drop(self, name: str) -> None:
        """Drop a clone, whoever is still connected."""
        with self._admin() as admin:
            self._drop(admin, name)

    @staticmethod
    def _drop(admin: psycopg.Connection, name: str) -> None:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


_CLONE = pytest.StashKey[tuple[TestDatabases | None, str]]()


@pytest.fixture(scope="session")
def test_databases() -> TestDatabases:
    """The maker of this run's databases."""
    admin_url = os.environ.get("DATABASE_ADMIN_URL", "")
    if not admin_url:
        pytest.exit("DATABASE_ADMIN_URL is not set: run the tests with ./xiuhua test", returncode=2)
    databases = TestDatabases(admin_url)
    databases.template_ensure()
    return databases


@pytest.fixture(scope="session")
def database_name(test_databases: TestDatabases, pytestconfig: pytest.Config) -> Iterator[str]:
    """The name of this worker's own database."""
    name = f"xh_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    test_databases.clone(name)
    pytestconfig.stash[_CLONE] = test_databases, name
    yield name
    del pytestconfig.stash[_CLONE]
    test_databases.drop(name)


@pytest.fixture(scope="session")
def django_db_setup(database_name: str, test_databases: TestDatabases) -> None:
    """Point Django at this worker's database instead of one that Django would make."""
    from django.db import connections  # noqa: PLC0415

    from xiuhua.config.env import database_settings  # noqa: PLC0415

    found = database_settings(test_databases.url(database_name))
    for target in (connections.settings["default"], connections["default"].settings_dict):
        target.update({key: found[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")})


@pytest.fixture(scope="module", autouse=True)
def unworn(request: pytest.FixtureRequest) -> Iterator[None]:
    """Leave the next module a fresh clone where the tests before have worn this worker's database out."""
    yield
    databases, name = request.config.stash.get(_CLONE, (None, ""))
    if databases is None or not databases.is_worn(name):
        return
    from django.db import connections  # noqa: PLC0415

    connections.close_all()
    databases.clone(name)


@pytest.fixture
def committed_db(
    django_db_setup: None,
    django_db_blocker: pytest.FixtureRequest,
    database_name: str,
    test_databases: TestDatabases,
) -> Iterator[str]:
    """A database in which commits are real; yields its URL, and leaves a fresh clone behind."""
    from django.db import connections  # noqa: PLC0415

    with django_db_blocker.unblock():  # type: ignore[attr-defined]  # pytest-django publishes no type for it
        yield test_databases.url(database_name)
        connections.close_all()
    test_databases.clone(database_name)


def reference_file(name: str) -> Path:
    """Return a file of the reference data, or skip the test and say which file is missing."""
    from xiuhua.config.env import ENV  # noqa: PLC0415

    path = Path(ENV.shared) / "data" / name
    if not path.exists():
        pytest.skip(f"reference data are not here: {name}")
    return path


@pytest.fixture(scope="session")
def reference_data() -> Callable[[str], Path]:
    """Find a file of the reference data, or skip the test and say which file is missing."""
    return reference_file


@pytest.fixture(scope="session")
def reference_vectors() -> Callable[[str], list[dict[str, Any]]]:
    """Read the frames of a protocol from the reference data, or skip the test and say what is missing."""
    from xiuhua.config.env import ENV  # noqa: PLC0415

    def read(protocol: str) -> list[dict[str, Any]]:
        path = Path(ENV.shared) / "vectors" / f"{protocol}.json"
        if not path.exists():
            pytest.skip(f"reference data are not here: vectors/{path.name}")
        rows: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))
        return rows

    return read


@pytest.fixture
def session_open(db: None) -> SessionOpener:
    """How the test kit signs somebody in: an account that holds the role, and the sign-in page."""
    from django.test import Client  # noqa: PLC0415

    from xiuhua.access.models import User  # noqa: PLC0415
    from xiuhua.access.services import NewRole, account_create  # noqa: PLC0415
    from xiuhua.access.terms import Role  # noqa: PLC0415
    from xiuhua.shared.actor import system  # noqa: PLC0415
    from xiuhua.shared.clock import now  # noqa: PLC0415

    password = "Lotus-Harbour-27-Rain"

    def opened(*, role: str, area: str, person: str) -> Client:
        if not User.objects.filter(username=person).exists():
            roles = (NewRole(role=Role(role), area=area),)
            account_create(
                username=person, name=person, password=password, roles=roles, actor=system("tests"), at=now()
            )
        client = Client()
        answer = client.post("/sign-in", {"username": person, "password": password})
        assert answer.status_code in {302, 303}, answer.content.decode()
        return client

    return opened
