"""Every scene of the platform has a manifest and keeps, or is openly exempt from, every promise."""

import pytest

from tests.architecture.house import SOURCE
from xiuhua.scenekit.promises import Scene, broken_promises
from xiuhua.scenekit.registry import manifest_load, scene_packages

PACKAGES = scene_packages(SOURCE / "scenes")


@pytest.mark.parametrize("package", PACKAGES)
def test_the_scene_keeps_its_promises(package: str) -> None:
    scene = Scene(SOURCE / "scenes" / package.rpartition(".")[2], manifest_load(package))
    assert [str(broken) for broken in broken_promises(scene)] == []


def test_every_folder_of_scenes_is_a_scene() -> None:
    folders = {
        folder.name for folder in (SOURCE / "scenes").iterdir() if folder.is_dir() and folder.name[0] != "_"
    }
    assert folders == {package.rpartition(".")[2] for package in PACKAGES}
