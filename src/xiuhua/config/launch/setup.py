"""Makes the machine ready; what is ready already is recognised by its content and costs nothing."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from xiuhua.config.launch.packages import Needs, packages_ensure, program
from xiuhua.config.launch.places import Places
from xiuhua.config.launch.progress import run_quietly, step
from xiuhua.config.launch.stamps import content_digest, is_stamped, stamp_write
from xiuhua.config.launch.words import Refused

NODE_OLDEST = (22, 12)
_GIB = 1024**3
_DISK_FREE_BYTES = 2 * _GIB


def setup(places: Places, needs: Needs, *, development: bool = False) -> None:
    """Bring the machine, the virtual environment and the built pages up to date.

    Args:
        places: the installation.
        needs: what the command wants from the machine.
        development: whether tests and checks are wanted too.

    Raises:
        Refused: something is missing that cannot be made here.
    """
    places.make()
    disk_require(places.var)
    with _alone(places):
        packages_ensure(places, needs)
        _venv_ensure(places)
        _libraries_ensure(places, "run")
        if development:
            _libraries_ensure(places, "dev")
        _front_ensure(places)
        _catalogues_ensure(places)


def disk_require(folder: Path) -> None:
    """Make sure there is room to work.

    Raises:
        Refused: less than 2 GB are free.
    """
    free = shutil.disk_usage(folder).free
    if free < _DISK_FREE_BYTES:
        raise Refused("disk_full", path=folder, free=f"{free / _GIB:.1f}")


@contextmanager
def _alone(places: Places) -> Iterator[None]:
    """Let two commands that start together set up one after the other."""
    places.tools.mkdir(parents=True, exist_ok=True)
    with (places.tools / "setup.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _stamp(places: Places, name: str) -> Path:
    return places.tools / "stamps" / name


def _log(places: Places) -> Path:
    return places.log / "setup.log"


def _venv_ensure(places: Places) -> None:
    if _runs([str(places.python), "-c", "import pip"]):
        return
    with step("step_venv"):
        # From inside a broken environment only its base can make a new one.
        base = getattr(sys, "_base_executable", sys.executable)
        run_quietly([base, "-m", "venv", "--clear", places.venv], log=_log(places), cwd=places.root)


def _runs(command: list[str]) -> bool:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _libraries_ensure(places: Places, name: str) -> None:
    lock_file = places.root / "requirements" / f"{name}.txt"
    made = str((places.venv / "pyvenv.cfg").stat().st_mtime_ns)  # a new environment starts empty
    digest = content_digest([lock_file], made)
    if is_stamped(_stamp(places, name), digest):
        return
    with step(f"step_libraries_{name}"):
        _pip(places, lock_file)
    stamp_write(_stamp(places, name), digest)


def _pip(places: Places, lock_file: Path) -> None:
    options = ["--quiet", "--no-input", "--disable-pip-version-check", "--require-hashes"]
    command: list[str | Path] = [places.python, "-m", "pip", "install", *options, "-r", lock_file]
    run_quietly(command, log=_log(places), cwd=places.root)


def node_ensure(places: Places) -> dict[str, str]:
    """Return an environment whose PATH begins with a Node.js that fits, from the machine or from PyPI.

    Raises:
        Refused: the machine's is too old and the one from PyPI cannot be installed.
    """
    ours = places.venv / "bin"
    path = os.environ.get("PATH", os.defpath)
    if not (ours / "npm").exists():
        machine = program("node")
        if machine and program("npm") and node_fits(_version_of(machine)):
            return {**os.environ, "PATH": path}
        with step("step_node"):
            try:
                _pip(places, places.root / "requirements" / "node.txt")
            except Refused as error:
                raise Refused("node_too_old", reason=error.arguments["tail"]) from error
    return {**os.environ, "PATH": f"{ours}{os.pathsep}{path}"}


def _version_of(node: str) -> str:
    return subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout


def node_fits(version: str) -> bool:
    """Return whether Vite runs on this Node.js, told as `v22.12.0`."""
    numbers = [int(part) for part in version.strip().removeprefix("v").split(".")[:2] if part.isdigit()]
    return tuple(numbers) >= NODE_OLDEST


def _front_files(root: Path) -> list[Path]:
    settings = [root / name for name in ("package.json", "package-lock.json", "tsconfig.json")]
    sources = [root.glob("vite.config.*"), root.glob("src/xiuhua/**/front/**/*")]
    return [path for path in [*settings, *(path for group in sources for path in group)] if path.is_file()]


def _front_ensure(places: Places) -> None:
    """Build scripts, styles, fonts and icons."""
    digest = content_digest(_front_files(places.root))
    stamp = _stamp(places, "front")
    if is_stamped(stamp, digest) and places.front.is_dir():
        return
    environment = modules_ensure(places)
    with step("step_front"):
        draft = places.front.with_name("front.draft")
        shutil.rmtree(draft, ignore_errors=True)
        build: list[str | Path] = ["npx", "vite", "build", "--outDir", draft, "--emptyOutDir"]
        run_quietly(build, log=_log(places), cwd=places.root, environment=environment)
        _replace(places.front, draft)
    stamp_write(stamp, digest)


def _replace(target: Path, draft: Path) -> None:
    """Put a finished folder in the place of the old one, so that a running product never sees half of it."""
    old = target.with_name(f"{target.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        target.rename(old)
    draft.rename(target)
    shutil.rmtree(old, ignore_errors=True)


def modules_ensure(places: Places) -> dict[str, str]:
    """Install the locked npm packages and return the environment in which npx finds them."""
    environment = node_ensure(places)
    if not _modules_fit(places.root):
        with step("step_modules"):
            command = ["npm", "ci", "--no-audit", "--no-fund"]
            run_quietly(command, log=_log(places), cwd=places.root, environment=environment)
    return environment


def _modules_fit(root: Path) -> bool:
    """Return whether npm's own note of what it installed, written last, agrees with the lock file."""
    note = root / "node_modules" / ".package-lock.json"
    if not note.is_file():
        return False
    there, locked = (json.loads(file.read_text())["packages"] for file in (note, root / "package-lock.json"))
    wanted = {name: entry["version"] for name, entry in locked.items() if name and not entry.get("optional")}
    return all(there.get(name, {}).get("version") == version for name, version in wanted.items())


def _catalogues_ensure(places: Places) -> None:
    """Compile the translations of the interface."""
    catalogues = sorted((places.root / "src" / "xiuhua").glob("**/locale/*/LC_MESSAGES/*.po"))
    digest = content_digest(catalogues)
    stamp = _stamp(places, "catalogues")
    if is_stamped(stamp, digest) and all(path.with_suffix(".mo").exists() for path in catalogues):
        return
    with step("step_catalogues"):
        for path in catalogues:
            compiled: list[str | Path] = [
                "-i",
                path,
                "-o",
                path.with_suffix(".mo"),
                "-l",
                path.parents[1].name,
            ]
            command = [places.venv / "bin" / "pybabel", "compile", *compiled]
            run_quietly(command, log=_log(places), cwd=places.root)
    stamp_write(stamp, digest)
