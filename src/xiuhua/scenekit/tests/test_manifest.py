from pathlib import Path

import pytest

from xiuhua.scenekit.manifest import CaseKind, ManifestError, Quantity, SceneManifest
from xiuhua.scenekit.registry import manifest_load, scene_forget, scene_packages, scene_register, scenes
from xiuhua.shared.units import Unit


def manifest(**changes: object) -> SceneManifest:
    words = {
        "key": "noise",
        "title": "Noise at night",
        "owner": "environment",
        "purpose": "Seen before a call.",
    }
    return SceneManifest(**(words | changes))  # type: ignore[arg-type]  # the tests hand in wrong ones on purpose


def test_the_example_of_the_house_style_is_a_manifest() -> None:
    found = SceneManifest(
        key="noise",
        title="Noise at night",
        owner="environment",
        purpose="The trouble is seen before a neighbour has to call.",
        quantities=(Quantity(key="leq", unit=Unit.DBA, valid=(20.0, 130.0)),),
        case_kinds=(CaseKind(key="noise_high", title="Night limit exceeded"),),
        sources=("ISO 1996-1", "own choice: 22:00 to 06:00, see docs/decisions/0007"),
        exempt={"map_layer": "levels belong to a site that already has its marker"},
    )
    assert found.quantities[0].unit == "dB(A)"


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "Noise"},
        {"key": "noise-at-night"},
        {"title": " "},
        {"purpose": ""},
        {"exempt": {"page": "no"}},
        {"quantities": (Quantity(key="leq", unit=Unit.DBA, valid=(20, 130)),) * 2},
        {"case_kinds": (CaseKind(key="high", title="High"),) * 2},
    ],
    ids=str,
)
def test_a_manifest_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    manifest()
    with pytest.raises(ManifestError):
        manifest(**changes)


@pytest.mark.parametrize("valid", [(130.0, 20.0), (20.0, 20.0), (20.0, float("inf")), (float("nan"), 20.0)])
def test_a_range_must_be_one(valid: tuple[float, float]) -> None:
    Quantity(key="leq", unit=Unit.DBA, valid=(20.0, 130.0))
    with pytest.raises(ManifestError):
        Quantity(key="leq", unit=Unit.DBA, valid=valid)


def test_a_manifest_cannot_be_changed() -> None:
    found = manifest(exempt={"page": "shown by another scene"})
    with pytest.raises(TypeError):
        found.exempt["demo"] = "forgotten"  # type: ignore[index]  # that is the point


def test_two_scenes_of_one_key_are_refused() -> None:
    scene_register(manifest(key="twin"))
    try:
        scene_register(manifest(key="twin"))
        with pytest.raises(ManifestError):
            scene_register(manifest(key="twin", title="Another"))
        assert "twin" in {scene.key for scene in scenes()}
    finally:
        scene_forget("twin")


def test_a_scene_is_found_by_lying_in_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("wells", "bins", "_draft"):
        (tmp_path / "town" / name).mkdir(parents=True)
        (tmp_path / "town" / name / "manifest.py").write_text("MANIFEST = None\n")
    (tmp_path / "town" / "unfinished").mkdir()
    assert scene_packages(tmp_path / "town", "town") == ["town.bins", "town.wells"]
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ManifestError, match="no MANIFEST"):
        manifest_load("town.bins")
