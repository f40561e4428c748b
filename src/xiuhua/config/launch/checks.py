"""`./xiuhua check`: every rule of the house, two at a time, one line each."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from xiuhua.config.launch.places import Places
from xiuhua.config.launch.programs import manage_command

_HTMX_CHECK = "node_modules/htmx.org/dist/scripts/upgrade-check.py"
_AT_ONCE = 2
_AS_IN_PRODUCTION = (("XIUHUA_ENV", "prod"), ("DJANGO_SETTINGS_MODULE", "xiuhua.config.settings.prod"))


@dataclass(frozen=True)
class Check:
    """One check: a command that exits 0 where all is well."""

    name: str
    command: tuple[str, ...]
    environment: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Finding:
    """How one check ended."""

    check: Check
    status: int
    seconds: float
    output: str


def checks_of(places: Places) -> tuple[Check, ...]:
    """Return every check, the longest first."""
    programs, python = places.venv / "bin", str(places.python)

    def tool(name: str, *words: str) -> tuple[str, ...]:
        return (str(programs / name), *words)

    deploy = manage_command(places, "check", "--deploy", "--fail-level", "WARNING")
    migrations = manage_command(places, "makemigrations", "--check", "--dry-run")
    return (
        Check("house", (python, "-m", "pytest", "-q", "--no-header", "tests/architecture", "tests/scenes")),
        Check("types", tool("mypy")),
        Check("lint", tool("ruff", "check", "--quiet", ".")),
        Check("format", tool("ruff", "format", "--check", "--quiet", ".")),
        Check("imports", tool("lint-imports")),
        Check("page types", ("npx", "tsc", "--noEmit")),
        Check("migrations", tuple(migrations)),
        Check("deploy", tuple(deploy), _AS_IN_PRODUCTION),
        Check("reference", (python, "-m", "xiuhua.config.cli", "reference", "--check")),
        Check("htmx", (python, _HTMX_CHECK, "src/xiuhua")),
    )  # fmt: skip


def checks_run(places: Places, environment: Mapping[str, str]) -> int:
    """Run every check, print a line for each and the whole output of those that failed."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        findings = list(pool.map(lambda check: _shown(_run(check, places, environment)), checks_of(places)))
    failed = [finding for finding in findings if finding.status]
    for finding in failed:
        print(f"\n── {finding.check.name} ──\n{finding.output}")
    print(f"\n{len(findings) - len(failed)} passed, {len(failed)} failed", flush=True)
    return 1 if failed else 0


def _run(check: Check, places: Places, environment: Mapping[str, str]) -> Finding:
    began = time.monotonic()
    surroundings = {**environment, **dict(check.environment)}
    done = subprocess.run(
        check.command, cwd=places.root, env=surroundings, text=True, errors="replace", check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return Finding(check, done.returncode, time.monotonic() - began, done.stdout.strip())


def _shown(finding: Finding) -> Finding:
    mark = "ok" if finding.status == 0 else "FAILED"
    print(f"  {finding.check.name:12} {mark:6} {finding.seconds:5.1f} s", flush=True)
    return finding
