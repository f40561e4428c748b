"""Which scenes there are. The kit lies below them, so it knows names; `config` imports and registers."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from xiuhua.scenekit.manifest import Checklist, ManifestError, PermitKind, SceneManifest

_SCENES: dict[str, SceneManifest] = {}
_FOLLOWERS: list[Callable[[SceneManifest], None]] = []


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
        ManifestError: another scene has the same key, or declares a checklist or permit kind of the same key;
            or a follower cannot keep what it declares.
    """
    for other in _SCENES.values():
        if other.key != manifest.key:
            _require_apart(manifest, other)
    if _SCENES.get(manifest.key, manifest) != manifest:
        raise ManifestError(f"two scenes call themselves {manifest.key!r}")
    for follower in _FOLLOWERS:
        follower(manifest)
    _SCENES[manifest.key] = manifest


def scenes_follow(follower: Callable[[SceneManifest], None]) -> None:
    """Call a function for every scene, those that are known and those that become so.

    An app that keeps what scenes declare follows them; it raises ManifestError where it cannot keep it.
    """
    _FOLLOWERS.append(follower)
    for manifest in scenes():
        follower(manifest)


def scene_forget(key: str) -> None:
    """Take a scene out again; tests do, the product does not."""
    _SCENES.pop(key, None)


def scenes() -> tuple[SceneManifest, ...]:
    """Return the registered scenes, ordered by key."""
    return tuple(_SCENES[key] for key in sorted(_SCENES))


def checklists() -> tuple[Checklist, ...]:
    """Return the checklists of every registered scene, in their order."""
    return tuple(one for scene in scenes() for one in scene.checklists)


def checklist_named(key: str) -> Checklist | None:
    """Return the checklist of a key; None where no registered scene declares it."""
    return next((one for one in checklists() if one.key == key), None)


def permit_kinds() -> tuple[PermitKind, ...]:
    """Return what one may be permitted, of every registered scene, in their order."""
    return tuple(kind for scene in scenes() for kind in scene.permit_kinds)


def permit_kind_named(key: str) -> PermitKind | None:
    """Return the permit kind of a key; None where no registered scene declares it."""
    return next((kind for kind in permit_kinds() if kind.key == key), None)


def _require_apart(manifest: SceneManifest, other: SceneManifest) -> None:
    """Refuse a checklist or permit kind that another scene has declared: records know it by its key alone."""
    pairs = (
        ("checklist", manifest.checklists, other.checklists),
        ("permit kind", manifest.permit_kinds, other.permit_kinds),
    )
    for what, mine, theirs in pairs:
        twice = {one.key for one in mine} & {one.key for one in theirs}
        if twice:
            raise ManifestError(
                f"the scenes {manifest.key!r} and {other.key!r} both declare the {what} {min(twice)!r}"
            )
