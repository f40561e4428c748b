"""Which Debian packages the machine lacks, and their installation without side effects on the machine."""

from __future__ import annotations

import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from xiuhua.config.launch.places import Places
from xiuhua.config.launch.progress import run_quietly, step
from xiuhua.config.launch.words import Refused

POSTGRESQL_OLDEST = 15
_SERVERS = Path("/usr/lib/postgresql")
_SHARES = Path("/usr/share/postgresql")
_PROGRAM_FOLDERS = f"{os.defpath}:/usr/local/sbin:/usr/sbin:/sbin"  # an ordinary user's PATH lacks sbin


@dataclass(frozen=True, kw_only=True)
class Needs:
    """What one command wants from the machine.

    Args:
        server: a PostgreSQL of our own; not where DATABASE_URL names another.
        front_door: nginx.
        browser: Chromium and Chinese fonts, for photographs and journeys.
        clients: programs of other people that tests let speak with ours.
    """

    server: bool = True
    front_door: bool = True
    browser: bool = False
    clients: bool = False


def server_programs(servers: Path = _SERVERS, shares: Path = _SHARES) -> Path | None:
    """Return the folder of the newest usable PostgreSQL's programs that has PostGIS, or None."""
    versions = (int(folder.name) for folder in servers.glob("*") if folder.name.isdigit())
    for version in sorted(versions, reverse=True):
        programs = servers / str(version) / "bin"
        postgis = shares / str(version) / "extension" / "postgis.control"
        if version >= POSTGRESQL_OLDEST and postgis.exists() and (programs / "postgres").exists():
            return programs
    return None


def server_version_offered(depends: str) -> int | None:
    """Return the version that `apt-cache depends postgresql` names, or None."""
    found = re.search(r"Depends: postgresql-(\d+)", depends)
    return int(found[1]) if found else None


def server_packages(depends: str) -> list[str]:
    """Return the packages of the distribution's own PostgreSQL.

    Raises:
        Refused: the distribution's PostgreSQL is too old, or it has none.
    """
    version = server_version_offered(depends)
    if version is None:
        raise Refused("postgresql_unknown")
    if version < POSTGRESQL_OLDEST:
        raise Refused("postgresql_too_old", found=version, oldest=POSTGRESQL_OLDEST)
    return [f"postgresql-{version}", f"postgresql-{version}-postgis-3"]


def program(name: str) -> str | None:
    """Return the path of an installed program, also of one that only an administrator's PATH shows."""
    return shutil.which(name) or shutil.which(name, path=_PROGRAM_FOLDERS)


def is_debian(release: Path = Path("/etc/os-release")) -> bool:
    """Return whether this is Debian itself; Ubuntu's chromium is a snap and cannot be driven."""
    return release.is_file() and re.search(r'^ID="?debian"?$', release.read_text(), re.MULTILINE) is not None


def missing_packages(needs: Needs, *, depends: str | None = None) -> list[str]:
    """Return the Debian packages this machine lacks.

    Args:
        needs: what is wanted.
        depends: what `apt-cache depends postgresql` says; asked when it matters.
    """
    lacking = []
    if needs.server and server_programs() is None:
        lacking += server_packages(_depends() if depends is None else depends)
    if needs.front_door and program("nginx") is None:
        lacking.append("nginx")
    if importlib.util.find_spec("ensurepip") is None:
        lacking.append(f"python{sys.version_info.major}.{sys.version_info.minor}-venv")
    if needs.browser and is_debian():
        lacking += ["chromium"] if program("chromium") is None else []
        lacking += [] if Path("/usr/share/fonts/opentype/noto").is_dir() else ["fonts-noto-cjk"]
    if needs.clients and program("mosquitto_pub") is None:
        lacking.append("mosquitto-clients")
    return lacking


def _depends() -> str:
    if program("apt-cache") is None:
        raise Refused("not_debian")
    # Without the C locale, Chinese machines answer in Chinese.
    environment = {**os.environ, "LC_ALL": "C"}
    asked = ["apt-cache", "depends", "postgresql"]
    said = subprocess.run(asked, env=environment, capture_output=True, text=True, check=False).stdout
    return said if server_version_offered(said) or os.getuid() else _depends_after_update(asked, environment)


def _depends_after_update(asked: list[str], environment: dict[str, str]) -> str:
    # A bare image comes without package lists.
    subprocess.run(["apt-get", "update"], env=environment, capture_output=True, check=False)
    return subprocess.run(asked, env=environment, capture_output=True, text=True, check=False).stdout


def packages_ensure(places: Places, needs: Needs) -> None:
    """Install what is missing as root; otherwise say which line to run.

    Raises:
        Refused: packages are missing and this user may not install them, or the installation failed.
    """
    lacking = missing_packages(needs)
    if not lacking:
        return
    if program("apt-get") is None:
        raise Refused("not_debian")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *lacking]
    if os.getuid() != 0:
        raise Refused("packages_missing", command=f"sudo apt-get update && sudo {shlex.join(install)}")
    log = places.log / "setup.log"
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    with step("step_packages", packages=" ".join(lacking)), _nothing_starts():
        run_quietly(["apt-get", "update"], log=log, cwd=places.root, environment=environment)
        run_quietly(install, log=log, cwd=places.root, environment=environment)
        if "nginx" in lacking:
            _disable("nginx")


@contextmanager
def _nothing_starts() -> Iterator[None]:
    """Keep the packages from starting a system-wide server or making a system-wide cluster meanwhile."""
    with ExitStack() as undo:
        _lay(Path("/usr/sbin/policy-rc.d"), "#!/bin/sh\nexit 101\n", mode=0o755, undo=undo)
        cluster = Path("/etc/postgresql-common/createcluster.d/xiuhua.conf")
        _lay(cluster, "create_main_cluster = false\n", mode=0o644, undo=undo)
        yield


def _lay(path: Path, text: str, *, mode: int, undo: ExitStack) -> None:
    if path.exists():  # the machine's own policy stays
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    undo.callback(path.unlink, missing_ok=True)


def _disable(service: str) -> None:
    """Keep a freshly installed service from starting with the machine; ours is started by the supervisor."""
    command = (
        ["systemctl", "disable", service] if program("systemctl") else ["update-rc.d", service, "disable"]
    )
    subprocess.run(command, capture_output=True, check=False)
