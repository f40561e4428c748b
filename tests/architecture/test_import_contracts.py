"""The import contracts of pyproject.toml hold, and each finds the import it was written for."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.architecture.house import FLOOR, ROOT, SOURCE

CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
PACKAGES = (
    "config",
    "scenes",
    "evaluation",
    "oversight",
    "briefings",
    "orders",
    "residents",
    "communities",
    "inspections",
    "permits",
    "cases",
    "ground",
    "intake",
    "sensing",
    "papers",
    "notices",
    "files",
    "access",
    "ledger",
    "web",
    "scenekit",
    "shared",
)
# Each mistake stands in its own module, so that one run of the linter can find them all.
MISTAKES = {
    "xiuhua.ground.queries": "import xiuhua.scenes.noise.queries",
    "xiuhua.ledger.queries": "import xiuhua.access.queries",
    "xiuhua.files.queries": "import xiuhua.notices.queries",
    "xiuhua.scenes.noise.services": "import xiuhua.scenes.bins.rules",
    "xiuhua.access.rules": "import xiuhua.access.services",
    "xiuhua.access.pages": "import xiuhua.access.api",
    "xiuhua.notices.rules": "import django.conf",
    "xiuhua.shared.geometry": "import django.db",
    "xiuhua.scenes.bins.manifest": "import xiuhua.scenes.bins.models",
    "xiuhua.scenes.bins.models": "import django.db.models",
    "xiuhua.sensing.codecs": "import xiuhua.sensing.rules",
    "xiuhua.sensing.simulator": "import xiuhua.sensing.codecs",
}
INNOCENT = {
    "xiuhua.ground.services": "import xiuhua.access.services, xiuhua.ground.models",
    "xiuhua.scenes.noise.rules": "import xiuhua.shared",
    "xiuhua.access.services": "",
    "xiuhua.access.queries": "",
    "xiuhua.access.api": "",
    "xiuhua.notices.queries": "",
    "xiuhua.notices.models": "",
    "xiuhua.scenes.noise.queries": "",
    "xiuhua.scenes.bins.rules": "",
    "xiuhua.ground.models": "",
    "xiuhua.notices.extras": "",
    "xiuhua.sensing.rules": "",
    "xiuhua.surplus": "",
}


def lint(folder: Path) -> str:
    """Return what import-linter says about the tree in a folder."""
    command = [
        str(Path(sys.executable).with_name("lint-imports")),
        "--no-cache",
        "--config",
        "pyproject.toml",
    ]
    ran = subprocess.run(
        command, cwd=folder, env={"PYTHONPATH": "src"}, capture_output=True, text=True, check=False
    )
    return ran.stdout + ran.stderr


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    root = tmp_path_factory.mktemp("planted")
    (root / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text("utf-8"), "utf-8")
    for name in [
        "xiuhua",
        *(f"xiuhua.{package}" for package in PACKAGES),
        "xiuhua.scenes.noise",
        "xiuhua.scenes.bins",
    ]:
        folder = root / "src" / name.replace(".", "/")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "__init__.py").touch()
    for name, text in (INNOCENT | MISTAKES).items():
        (root / "src" / f"{name.replace('.', '/')}.py").write_text(f"{text}\n")
    return lint(root)


@pytest.mark.parametrize(("importer", "line"), MISTAKES.items())
def test_a_planted_import_is_found(said: str, importer: str, line: str) -> None:
    imported = line.removeprefix("import ")
    shown = "django" if imported.startswith("django") else imported  # foreign packages are shown as one
    assert f"{importer} -> {shown} (l.1)" in said


@pytest.mark.parametrize("contract", CONTRACTS, ids=[contract["name"] for contract in CONTRACTS])
def test_every_contract_was_seen_broken(said: str, contract: dict[str, object]) -> None:
    assert f"{contract['name']} BROKEN" in " ".join(said.split())


def test_a_package_in_no_layer_is_found(said: str) -> None:
    assert "- xiuhua.surplus" in said


def test_an_allowed_import_passes(said: str) -> None:
    assert "xiuhua.ground.services -> xiuhua.access.services" not in said
    assert "xiuhua.scenes.noise.rules" not in said


def test_every_app_stands_in_the_contract_of_the_inside() -> None:
    (inside,) = [
        contract for contract in CONTRACTS if contract["name"].startswith("Every app has the same inside")
    ]
    apps = {
        f"xiuhua.{file.parent.name}" for file in SOURCE.glob("*/apps.py") if file.parent.name not in FLOOR
    }
    assert apps <= set(inside["containers"])


def test_the_tree_keeps_the_contracts() -> None:
    answer = lint(ROOT)
    assert "0 broken" in answer, answer
