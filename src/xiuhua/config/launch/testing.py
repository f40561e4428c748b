"""`./xiuhua test` and `./xiuhua check`: the test cluster and what runs on it."""

from __future__ import annotations

import fcntl
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from xiuhua.config.env import ENV
from xiuhua.config.launch.checks import checks_run
from xiuhua.config.launch.cluster import cluster_of
from xiuhua.config.launch.packages import Needs, program
from xiuhua.config.launch.places import Places, places_here
from xiuhua.config.launch.setup import modules_ensure, setup
from xiuhua.config.launch.words import Refused, say

_WORKERS = 2


def development_setup() -> Places:
    """Set up everything that tests, checks and benchmarks need, and return the places."""
    places = places_here()
    setup(places, Needs(server=True, front_door=True, browser=True, clients=True), development=True)
    if program("chromium") is None:
        print(say("no_browser"), flush=True)
    return places


def test_main(words: Sequence[str]) -> int:
    """Run pytest with some arguments; return its exit status."""
    with _only_one():
        return _tests_run(development_setup(), words)


def _tests_run(places: Places, words: Sequence[str]) -> int:
    spread = (
        []
        if any(word.startswith(("-n", "--pdb", "-p")) for word in words)
        else ["-n", str(_WORKERS), "--dist", "loadgroup"]
    )
    command = [
        str(places.python),
        "-m",
        "pytest",
        *spread,
        "-o",
        f"register_file={places.var / 'register.json'}",
        *words,
    ]
    with _test_environment(places) as environment:
        modules_ensure(places)
        return subprocess.run(command, cwd=places.root, env=environment, check=False).returncode


def check_main(_words: Sequence[str]) -> int:
    """Run every check; return 0 where all of them hold."""
    with _only_one():
        places = development_setup()
        path = modules_ensure(places)["PATH"]
        with _test_environment(places) as environment:
            return checks_run(places, {**environment, "PATH": path})


@contextmanager
def _only_one() -> Iterator[None]:
    """Keep other tests and checks of this folder away: they would stop each other's cluster.

    Raises:
        Refused: some are running.
    """
    places = places_here()
    places.make()
    home = _home(places)
    home.mkdir(exist_ok=True)
    with (home / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Refused("tests_running") from None
        yield


def _home(places: Places) -> Path:
    """Return the folder of the test cluster and of what tests write."""
    return places.var / "test"


@contextmanager
def _test_environment(places: Places) -> Iterator[Mapping[str, str]]:
    """Run the test cluster, which may forget, and yield the environment of everything that uses it."""
    home = _home(places)
    (home / "secrets").mkdir(parents=True, exist_ok=True, mode=0o700)
    cluster = cluster_of(home, durable=False)
    with cluster.running(places.log / "test-postgres.log") as client:
        cluster.roles_ensure()
        yield {
            **os.environ,
            **client,
            "DATABASE_URL": cluster.urls()["DATABASE_URL"],
            "PYTHONPATH": str(places.root / "src"),
            "PATH": f"{places.venv / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
            "XIUHUA_ENV": "test",
            "XIUHUA_VAR": str(home),
            "XIUHUA_TOOLS": str(places.tools),
            "XIUHUA_SHARED": str(ENV.shared),
            "DJANGO_SETTINGS_MODULE": "xiuhua.config.settings.test",
        }
