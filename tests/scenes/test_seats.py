"""The kit proven on a tiny scene: loaded, its promises checked, wrong ones refused."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings

from xiuhua.scenekit.manifest import SceneManifest
from xiuhua.scenekit.promises import PROMISES, Scene, broken_promises
from xiuhua.scenekit.registry import manifest_load, scene_packages

FOLDER = Path(__file__).parent
SEATS = FOLDER / "seats"


@pytest.fixture
def manifest() -> SceneManifest:
    return manifest_load("tests.scenes.seats")


def test_the_scene_is_found_and_loaded(manifest: SceneManifest) -> None:
    assert scene_packages(FOLDER, "tests.scenes") == ["tests.scenes.seats"]
    assert manifest.title_zh == "路椅"
    assert manifest.case_kinds[0].title_zh


def test_the_scene_keeps_its_promises(manifest: SceneManifest) -> None:
    assert broken_promises(Scene(SEATS, manifest)) == []


@pytest.mark.django_db
def test_its_page_answers_within_its_budget(settings: Settings) -> None:
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [SEATS / "templates"]}]
    settings.ROOT_URLCONF = "tests.scenes.seats.urls"
    settings.MIDDLEWARE = []
    with CaptureQueriesContext(connection) as captured:
        response = Client().get("/seats/")
    assert len(captured) == json.loads((SEATS / "tests" / "sql_counts.json").read_text())["list"]
    assert "码头" in response.content.decode()
    assert "定海公园" not in response.content.decode()


def without(name: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        (folder / name).unlink()

    return damage


def instead(name: str, old: str, new: str) -> Callable[[Path], None]:
    def damage(folder: Path) -> None:
        text = (folder / name).read_text("utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new), "utf-8")

    return damage


DAMAGES = [
    ("vectors", without("tests/test_rules.py"), "no test calls rules.broken_share"),
    ("vectors", without("rules.py"), "rules.py has no function to test"),
    ("demo", instead("demo.py", "def demo_build", "def build"), "demo.py has no demo_build()"),
    ("page", without("pages.py"), "pages.py is empty"),
    ("page", instead("urls.py", ', name="list"', ""), "urls.py names no page"),
    ("docs", without("README.md"), "README.md is missing"),
    ("docs", instead("README.md", "## One matter", "## A matter"), "README.md has no"),
    ("query_budget", without("tests/sql_counts.json"), "tests/sql_counts.json has no number"),
    (
        "query_budget",
        instead("tests/sql_counts.json", "list", "map"),
        "has no number of SQL statements for the page 'list'",
    ),
]


@pytest.mark.parametrize(("promise", "damage", "what"), DAMAGES)
def test_a_promise_that_is_not_kept_is_found(
    tmp_path: Path, manifest: SceneManifest, promise: str, damage: Callable[[Path], None], what: str
) -> None:
    folder = Path(shutil.copytree(SEATS, tmp_path / "seats"))
    damage(folder)
    found = [broken for broken in broken_promises(Scene(folder, manifest)) if broken.promise == promise]
    assert any(what in broken.what for broken in found), found


@pytest.mark.parametrize(
    ("changes", "promise"),
    [
        ({"title_zh": ""}, "words"),
        ({"sources": ()}, "sources"),
        ({"exempt": {"indicators": "measured by nobody"}}, "map_layer"),
        ({"exempt": {"map_layer": "has no place on a map"}}, "indicators"),
    ],
)
def test_a_manifest_that_leaves_something_out_is_found(
    manifest: SceneManifest, changes: dict[str, object], promise: str
) -> None:
    found = broken_promises(Scene(SEATS, changed(manifest, changes)))
    assert [broken.promise for broken in found] == [promise]


def test_a_stale_or_unknown_excuse_is_found(manifest: SceneManifest) -> None:
    excuses = dict(manifest.exempt) | {"demo": "nobody looks at it", "beauty": "there was no time for it"}
    found = broken_promises(Scene(SEATS, changed(manifest, {"exempt": excuses})))
    assert {broken.promise: broken.what for broken in found} == {
        "beauty": "no such promise to be exempt from",
        "demo": "kept, so the exemption is stale; delete it",
    }


def test_every_promise_was_seen_broken_above() -> None:
    assert {promise.key for promise in PROMISES} == {name for name, *_ in DAMAGES} | {
        *("words", "sources", "map_layer", "indicators")
    }


def changed(manifest: SceneManifest, changes: dict[str, object]) -> SceneManifest:
    return SceneManifest(**(vars(manifest) | changes))
