"""What may lie in the repository: nothing that only one machine, one network or one person understands."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

_TEXT = {
    *(
        ".py",
        ".toml",
        ".md",
        ".txt",
        ".in",
        ".json",
        ".html",
        ".css",
        ".ts",
        ".js",
        ".svg",
        ".csv",
        ".po",
        ".sql",
    ),
    *(".yml", ".yaml", ".cfg", ".conf", ".sh", ".xml", ""),
}
# Written in two halves, so that this file does not find itself.
_MACHINE = re.compile(
    r"(?<![\w.])/(?:" + r"root|home/\w|Users/\w|work/" + r"|tmp/\w+/)|[A-Z]:\\\\" + r"Users"
)
_REGISTRY = re.compile(
    r"--(?:extra-)?index-" + r"url\b|https?://(?:[\w-]+\.)*(?:registry|mirrors?|pypi|npm)\."
)
_SECRET = re.compile(r"-----BEGIN [A-Z ]*PRIVATE" + r" KEY-----|AKIA[0-9A-Z]{16}")
_LOCK = {"package-lock.json"}


def faults(name: str, text: str) -> Iterator[str]:
    """Yield what is wrong with a file of that name and text."""
    for number, line in enumerate(text.splitlines(), 1):
        for what, sign in (
            ("a path of one machine", _MACHINE),
            ("a registry", _REGISTRY),
            ("a secret", _SECRET),
        ):
            if sign.search(line):
                yield f"{name}:{number}: {what}: {line.strip()[:100]}"
    if name in _LOCK:
        packages = json.loads(text).get("packages", {})
        yield from (
            f"{name}: {key} says where it was downloaded from"
            for key in packages
            if "resolved" in packages[key]
        )


def repository() -> list[Path]:
    """Return every file that git has, or would take."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if ran.returncode:
        pytest.skip("not a git work tree")
    return [ROOT / name for name in ran.stdout.split("\0") if name and (ROOT / name).is_file()]


@pytest.mark.slow("reads every file of the repository")
def test_no_file_knows_one_machine() -> None:
    texts = [file for file in repository() if file.suffix in _TEXT]
    found = [what for file in texts for what in faults(str(file.relative_to(ROOT)), file.read_text("utf-8"))]
    assert found == []


@pytest.mark.parametrize(
    "line",
    [
        "open('/" + "root/x')",
        'PATH = "/ho' + 'me/li/xiuhua"',
        "see /wo" + "rk/city",
        "/tm" + "p/x/cluster",
        "https://regis" + "try.example/vite",
        "--index-" + "url https://packages.example/simple",
        "-----BEGIN PRIVATE" + " KEY-----",
    ],
)
def test_a_planted_line_is_found(line: str) -> None:
    assert list(faults("docs/x.md", f"fine\n{line}\n"))


@pytest.mark.parametrize(
    "line", ["a page at /home", "the root/ folder", "var/tmp", "/api/v1/work", "GET /tmp"]
)
def test_a_line_that_looks_alike_passes(line: str) -> None:
    assert list(faults("docs/x.md", line)) == []


def test_a_lock_file_that_names_its_source_is_found() -> None:
    lock = {"packages": {"node_modules/vite": {"version": "8.3.8", "resolved": "somewhere"}}}
    assert list(faults("package-lock.json", json.dumps(lock))) != []
    del lock["packages"]["node_modules/vite"]["resolved"]
    assert list(faults("package-lock.json", json.dumps(lock))) == []


def test_no_file_is_larger_than_a_picture() -> None:
    limit_bytes = 1_500_000
    assert [file.name for file in repository() if file.stat().st_size > limit_bytes] == []
