"""Which scenes there are. The kit lies below them, so it knows names; `config` imports and registers."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from xiuhua.scenekit.manifest import ManifestError, SceneManifest

_SCENES: dict[str, SceneManifest] = {}


def scene_packages(folder: Path, parent: str = "xiuhua.scenes") -> list[str]:
    """Return the import name of every scene package in a folder, in order.

    A scene is installed by lying there; a folder without a manifest is work in progress and stays out.
    """
    return [f"{parent}.{found.parent.name}" for found in sorted(folder.glob("[a-z]*/manifest.py"))]


def manifest_load(package: str) -> SceneManifest:
    """Return the manifest of a scene package.

    Raises:
        ManifestError: there is no MANIFEST, or its key is not the name of the folder.
    """
    manifest = getattr(import_module(f"{package}.manifest"), "MANIFEST", None)
    if not isinstance(manifest, SceneManifest):
        raise ManifestError(f"{package}.manifest has no MANIFEST = SceneManifest(...)")
    folder = package.rpartition(".")[2]
    if manifest.key != folder:
        raise ManifestError(f"the scene in {folder}/ calls itself {manifest.key!r}")
    return manifest


def scene_register(manifest: SceneManifest) -> None:
    """Make a scene known. A second registration of the same manifest changes nothing.

    Raises:
        ManifestError: another scene has the same key.
    """
    if _SCENES.setdefault(manifest.key, manifest) != manifest:
        raise ManifestError(f"two scenes call themselves {manifest.key!r}")


def scene_forget(key: str) -> None:
    """Take a scene out again; tests do, the product does not."""
    _SCENES.pop(key, None)


def scenes() -> tuple[SceneManifest, ...]:
    """Return the registered scenes, ordered by key."""
    return tuple(_SCENES[key] for key in sorted(_SCENES))
