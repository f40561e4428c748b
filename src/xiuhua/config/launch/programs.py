"""The product's own programs and the environment each is given."""

from __future__ import annotations

import os
import signal
from collections.abc import Mapping
from pathlib import Path

from xiuhua.config.env import ENV
from xiuhua.config.launch.children import Program
from xiuhua.config.launch.nginx import FrontDoor, is_loopback
from xiuhua.config.launch.places import Places

# What only set-up and tests may know; a program of the product works as the app role.
_KEPT_BACK = {"DATABASE_OWNER_URL", "DATABASE_ADMIN_URL"}
_GATEWAYS_OWN = "DATABASE_GATEWAY_URL"
_WEB = ("web1", "web2")
# A job that comes while PostgreSQL restarts is found by asking: the worker's ear does not survive that.
_WORKER = ("--fetch-job-polling-interval", "1", "--shutdown-graceful-timeout", "2")


def product_environment(places: Places, door: FrontDoor, database: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of everything that is Django."""
    hosts = ENV.hosts if is_loopback(door.host) else [*ENV.hosts, door.host, os.uname().nodename]
    return {
        **os.environ,
        "PYTHONPATH": str(places.root / "src"),
        "PYTHONUNBUFFERED": "1",
        "PATH": f"{places.venv / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
        "XIUHUA_ENV": ENV.name,
        "DJANGO_SETTINGS_MODULE": f"xiuhua.config.settings.{ENV.name}",  # events do not start in config
        "XIUHUA_VAR": str(places.var),
        "XIUHUA_TOOLS": str(places.tools),
        "XIUHUA_HOSTS": ",".join(dict.fromkeys(hosts)),
        "XIUHUA_GATEWAY_HOST": os.environ.get("XIUHUA_GATEWAY_HOST", door.host),
        **database,
    }


def manage_command(places: Places, *words: str) -> list[str]:
    """Return the command line of one of Django's commands."""
    return [str(places.python), "-m", "xiuhua.config.cli", "manage", *words]


def product_programs(places: Places, environment: Mapping[str, str]) -> list[Program]:
    """Return the product's programs, the first web process first: it is the one that people wait for."""
    allowed = {name: value for name, value in environment.items() if name not in _KEPT_BACK}
    python = str(places.python)
    events = ["-m", "uvicorn", "xiuhua.notices.api:application", "--uds", str(places.sockets / "events.sock")]
    events += [
        "--loop",
        "uvloop",
        "--http",
        "httptools",
        "--lifespan",
        "on",
        "--no-access-log",
        "--ws",
        "none",
    ]
    commands: dict[str, list[str]] = {
        name: [python, "-m", "xiuhua.config.launch.web", str(places.sockets / f"{name}.sock")]
        for name in _WEB
    }
    commands["events"] = [python, *events, "--timeout-graceful-shutdown", "1"]
    commands["background"] = manage_command(places, "background")
    commands["worker"] = manage_command(places, "procrastinate", "worker", *_WORKER)
    programs = [
        _program(
            places, name, command, {key: value for key, value in allowed.items() if key != _GATEWAYS_OWN}
        )
        for name, command in commands.items()
    ]
    if ENV.gateway_ports:
        programs.append(_program(places, "gateway", manage_command(places, "gateway"), allowed))
    return programs


def demo_programs(places: Places, environment: Mapping[str, str], door: FrontDoor) -> list[Program]:
    """Return what lets the demo district's people work, and its devices send, while one looks at it."""
    allowed = {name: value for name, value in environment.items() if name not in _KEPT_BACK}
    people = _program(places, "demo", manage_command(places, "demo_live", "--url", door.url), allowed)
    if not ENV.gateway_ports:
        return [people]
    return [people, _program(places, "devices", manage_command(places, "demo_devices", "--play"), allowed)]


def _program(places: Places, name: str, command: list[str], environment: Mapping[str, str]) -> Program:
    return Program(
        name=name,
        command=tuple(command),
        environment={**environment, "XIUHUA_PROGRAM": name},
        folder=places.run / name,
        farewell=((signal.SIGTERM, 3.5),),
    )


def sockets_of(places: Places) -> dict[str, Path]:
    """Return the sockets by which the supervisor sees that a program is ready."""
    return {name: places.sockets / f"{name}.sock" for name in (*_WEB, "events")}
