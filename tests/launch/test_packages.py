"""What the machine lacks is derived from what it has and from what its package sources offer."""

from __future__ import annotations

from pathlib import Path

import pytest

from xiuhua.config.launch import packages
from xiuhua.config.launch.packages import (
    Needs,
    is_debian,
    missing_packages,
    packages_ensure,
    server_packages,
    server_programs,
    server_version_offered,
)
from xiuhua.config.launch.places import Places
from xiuhua.config.launch.setup import disk_require, node_fits
from xiuhua.config.launch.words import Refused

_BOOKWORM = "postgresql\n  Depends: postgresql-15\n  Suggests: postgresql-doc\n"
_NOBLE = "postgresql\n  Depends: postgresql-16\n  Suggests: postgresql-doc\n"
_OLD = "postgresql\n  Depends: postgresql-14\n"


def server_lay(folder: Path, version: str, *, postgis: bool = True, server: bool = True) -> None:
    """Lay out an installed PostgreSQL as Debian does."""
    programs = folder / "lib" / version / "bin"
    extensions = folder / "share" / version / "extension"
    programs.mkdir(parents=True)
    extensions.mkdir(parents=True)
    if server:
        (programs / "postgres").touch()
    if postgis:
        (extensions / "postgis.control").touch()


def found_in(folder: Path) -> Path | None:
    return server_programs(folder / "lib", folder / "share")


def test_the_newest_server_with_postgis_is_taken(tmp_path: Path) -> None:
    for version in ("9.6", "14", "15", "16"):
        server_lay(tmp_path, version)
    server_lay(tmp_path, "17", postgis=False)
    server_lay(tmp_path, "18", server=False)
    assert found_in(tmp_path) == tmp_path / "lib" / "16" / "bin"


def test_a_server_that_is_too_old_is_none(tmp_path: Path) -> None:
    server_lay(tmp_path, "14")
    assert found_in(tmp_path) is None


@pytest.mark.parametrize(
    ("said", "version"), [(_BOOKWORM, 15), (_NOBLE, 16), ("", None), ("N: no such\n", None)]
)
def test_the_offered_version_is_read(said: str, version: int | None) -> None:
    assert server_version_offered(said) == version


def test_the_packages_are_those_of_the_distribution() -> None:
    assert server_packages(_NOBLE) == ["postgresql-16", "postgresql-16-postgis-3"]


@pytest.mark.parametrize(("said", "code"), [(_OLD, "postgresql_too_old"), ("", "postgresql_unknown")])
def test_a_distribution_without_a_usable_server_is_refused(said: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        server_packages(said)
    assert refusal.value.code == code


@pytest.fixture
def bare_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """A Debian with nothing on it."""
    monkeypatch.setattr(packages, "server_programs", lambda: None)
    monkeypatch.setattr(packages, "program", lambda name: "/usr/bin/apt-get" if name == "apt-get" else None)
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setattr(packages, "is_debian", lambda: True)
    monkeypatch.setattr(packages, "_depends", lambda: _BOOKWORM)


def test_a_bare_machine_lacks_everything(bare_machine: None) -> None:
    lacking = missing_packages(Needs(browser=True, clients=True))
    assert lacking[:3] == ["postgresql-15", "postgresql-15-postgis-3", "nginx"]
    assert lacking[3].startswith("python3.")
    assert {"chromium", "mosquitto-clients"} <= set(lacking)


def test_nothing_is_wanted_that_another_database_makes_needless(bare_machine: None) -> None:
    assert not any("postgresql" in name for name in missing_packages(Needs(server=False)))


def test_an_ordinary_user_is_told_the_one_line(
    bare_machine: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("os.getuid", lambda: 1000)
    with pytest.raises(Refused) as refusal:
        packages_ensure(Places(tmp_path, tmp_path, tmp_path), Needs())
    assert refusal.value.code == "packages_missing"
    line = str(refusal.value.arguments["command"])
    assert line.startswith(
        "sudo apt-get update && sudo apt-get install -y --no-install-recommends postgresql-15 "
    )


def test_a_machine_without_apt_is_refused(
    bare_machine: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(packages, "program", lambda _name: None)
    with pytest.raises(Refused) as refusal:
        packages_ensure(Places(tmp_path, tmp_path, tmp_path), Needs())
    assert refusal.value.code == "not_debian"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("ID=debian\n", True), ('ID="debian"\n', True), ("ID=ubuntu\nID_LIKE=debian\n", False)],
)
def test_only_debian_itself_has_a_chromium_that_can_be_driven(
    text: str, *, expected: bool, tmp_path: Path
) -> None:
    (tmp_path / "os-release").write_text(text)
    assert is_debian(tmp_path / "os-release") is expected


@pytest.mark.parametrize(
    ("version", "fits"),
    [
        ("v22.12.0\n", True),
        ("v24.1.0", True),
        ("v22.11.9", False),
        ("v18.20.4", False),
        ("", False),
        ("what", False),
    ],
)
def test_node_must_be_new_enough_for_vite(version: str, *, fits: bool) -> None:
    assert node_fits(version) is fits


def test_a_full_disk_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    class Usage:
        free = 1024**3

    monkeypatch.setattr("xiuhua.config.launch.setup.shutil.disk_usage", lambda _path: Usage)
    with pytest.raises(Refused, match=r"1\.0 GB"):
        disk_require(tmp_path)
