"""A scaffolded scene: the quick look here, the whole check of a copied tree when heavy."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from xiuhua.scenekit.manifest import CaseKind, Quantity, SceneManifest
from xiuhua.scenekit.promises import Scene, broken_promises
from xiuhua.scenekit.scaffold import BLUEPRINT, name_fault, scene_main, scene_write, title_fault
from xiuhua.shared.units import Unit

ROOT = Path(__file__).parents[4]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A source tree with nothing in it but the migrations a scene stands on."""
    for app in ("ground", "ledger"):
        folder = tmp_path / "xiuhua" / app / "migrations"
        folder.mkdir(parents=True)
        (folder / "0001_first.py").touch()
        (folder / "0002_second.py").touch()
    return tmp_path / "xiuhua"


def test_every_file_of_the_blueprint_is_written_without_gaps(source: Path) -> None:
    made = scene_write("night_noise", title="Night noise", title_zh="夜间噪声", source=source)
    assert len(made) == len(list(BLUEPRINT.rglob("*.txt")))
    assert not [file for file in made if "$" in file.read_text("utf-8")]
    for file in made:
        if file.suffix == ".py":
            compile(file.read_text("utf-8"), file.name, "exec")
    migration = (source / "scenes/night_noise/migrations/0001_spot.py").read_text("utf-8")
    assert '[("ground", "0002_second"), ("ledger", "0002_second")]' in migration


def test_it_keeps_its_promises(source: Path) -> None:
    scene_write("night_noise", title="Night noise", title_zh="夜间噪声", source=source)
    folder = source / "scenes" / "night_noise"
    names = {"SceneManifest": SceneManifest, "Quantity": Quantity, "CaseKind": CaseKind, "Unit": Unit}
    _, _, body = (folder / "manifest.py").read_text("utf-8").partition("MANIFEST = ")
    manifest = eval(body, names)  # noqa: S307 - the blueprint's own text
    assert broken_promises(Scene(folder, manifest)) == []
    assert set(manifest.exempt) == {"map_layer"}
    assert [one.key for one in manifest.quantities] == ["night_noise_level"]


def test_its_act_is_granted_entered_and_compared(source: Path) -> None:
    scene_write("night_noise", title="Night noise", title_zh="夜间噪声", source=source)
    folder = source / "scenes" / "night_noise"
    assert 'grants_register("scene_night_noise", spot_grants())' in (folder / "apps.py").read_text("utf-8")
    assert "night_noise.watch,*,inside," in (folder / "tests" / "grants.csv").read_text("utf-8")
    assert "granting import" not in (folder / "rules" / "__init__.py").read_text("utf-8")


@pytest.mark.parametrize("name", ["Noise", "n", "class", "match", "noise-map", "ground", "taken", "n" * 21])
def test_a_name_that_cannot_be_one_is_refused(source: Path, name: str) -> None:
    (source / "scenes" / "taken").mkdir(parents=True)
    assert name_fault("night_noise", source=source) is None
    assert name_fault(name, source=source)
    with pytest.raises(SystemExit):
        scene_main([name], source=source)


@pytest.mark.parametrize("title", ['Say "no"', "a\nb", "{x}", "", "$key"])
def test_a_title_that_would_break_the_text_is_refused(title: str) -> None:
    assert title_fault("Night noise, all year") is None
    assert title_fault(title)


@pytest.mark.heavy
def test_a_scaffolded_scene_passes_every_check(tmp_path: Path) -> None:
    for name in ("src", "tests", "docs"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    for file in (*map(ROOT.joinpath, ("pyproject.toml", "conftest.py", "LICENSE")), *ROOT.glob("*.md")):
        shutil.copy(file, tmp_path)
    shutil.copytree(ROOT / "requirements", tmp_path / "requirements")
    (tmp_path / "var").mkdir()
    source = tmp_path / "src" / "xiuhua"
    assert scene_main(["night_noise", "--title-zh", "夜间噪声"], source=source) == 0
    scene = "src/xiuhua/scenes/night_noise"
    for command in (
        ["ruff", "check", "--no-cache", scene],
        ["ruff", "format", "--no-cache", "--check", scene],
        ["lint-imports", "--no-cache"],
        ["mypy", scene],
        ["python", "-m", "xiuhua.config.cli", "manage", "makemigrations", "--check", "--dry-run"],
        ["python", "-m", "xiuhua.scenekit.reference", "--check"],
        ["python", "-m", "pytest", "-q", "-p", "no:xdist", "tests/architecture", scene],
    ):
        _passes(command, tmp_path)


def _passes(command: list[str], folder: Path) -> None:
    tool = Path(sys.executable).with_name(command[0])
    outside = dict(os.environ)  # noqa: TID251 - handed on to the child
    outside |= {"PYTHONPATH": str(folder / "src"), "XIUHUA_VAR": str(folder / "var")}
    outside.setdefault("XIUHUA_TOOLS", str(ROOT / "var"))  # the built pages
    ran = subprocess.run(
        [str(tool), *command[1:]], cwd=folder, env=outside, capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"{' '.join(command)}\n{ran.stdout[-4000:]}\n{ran.stderr[-4000:]}"
