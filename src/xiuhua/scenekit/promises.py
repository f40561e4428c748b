"""What every scene promises, and how one sees whether it is kept.

A promise is kept, or the manifest says under `exempt` why not; saying both is refused as well, so that an
old excuse does not outlive its reason.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from xiuhua.scenekit.manifest import AlarmRule, CaseKind, Checklist, PermitKind, Quantity, SceneManifest

SQL_COUNTS = "tests/sql_counts.json"


@dataclass(frozen=True)
class Scene:
    """A scene as it lies on disk, beside what it says about itself."""

    folder: Path
    manifest: SceneManifest

    def module(self, name: str) -> tuple[ast.Module, ...]:
        """Return the syntax trees of a module, or of the package of the same name; empty where neither is."""
        files = [self.folder / f"{name}.py", *sorted(self.folder.glob(f"{name}/**/*.py"))]
        return tuple(ast.parse(file.read_text("utf-8")) for file in files if file.is_file())

    def names(self, module: str) -> frozenset[str]:
        """Return the public functions, classes and constants a module defines at its top."""
        return frozenset(
            name
            for tree in self.module(module)
            for node in tree.body
            for name in _defined(node)
            if not name.startswith("_")
        )

    def calls_in_tests(self) -> frozenset[str]:
        """Return every name that a test of the scene mentions."""
        return frozenset(
            node.attr if isinstance(node, ast.Attribute) else node.id
            for tree in self.module("tests")
            for node in ast.walk(tree)
            if isinstance(node, (ast.Attribute, ast.Name))
        )

    def address_names(self) -> frozenset[str]:
        """Return the `name=` of every `path()` in urls.py."""
        return frozenset(
            word.value.value
            for tree in self.module("urls")
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            for word in node.keywords
            if word.arg == "name"
            and isinstance(word.value, ast.Constant)
            and isinstance(word.value.value, str)
        )


@dataclass(frozen=True, kw_only=True)
class Promise:
    """One promise: what it says, why it is asked for, and what is missing in a scene (nothing, if kept)."""

    key: str
    sentence: str
    reason: str
    missing: Callable[[Scene], Iterator[str]]


@dataclass(frozen=True)
class Broken:
    """A promise that a scene does not keep."""

    scene: str
    promise: str
    what: str

    def __str__(self) -> str:
        return f"{self.scene}: {self.promise}: {self.what}"


def broken_promises(scene: Scene) -> list[Broken]:
    """Return what a scene promised and does not keep, with excuses that are stale or unknown."""
    exempt, key = scene.manifest.exempt, scene.manifest.key
    known = {promise.key for promise in PROMISES}
    found = [Broken(key, name, "no such promise to be exempt from") for name in exempt if name not in known]
    for promise in PROMISES:
        missing = list(promise.missing(scene))
        if promise.key not in exempt:
            found += [Broken(key, promise.key, what) for what in missing]
        elif not missing:
            found.append(Broken(key, promise.key, "kept, so the exemption is stale; delete it"))
    return found


def _vectors(scene: Scene) -> Iterator[str]:
    functions = {
        node.name
        for tree in scene.module("rules")
        for node in tree.body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
    }
    if not functions:
        yield "rules.py has no function to test"
    for name in sorted(functions - scene.calls_in_tests()):
        yield f"no test calls rules.{name}"


def _demo(scene: Scene) -> Iterator[str]:
    if "demo_build" not in scene.names("demo"):
        yield "demo.py has no demo_build()"


def _page(scene: Scene) -> Iterator[str]:
    if not scene.address_names():
        yield "urls.py names no page"
    if not scene.names("pages"):
        yield "pages.py is empty"


def _indicators(scene: Scene) -> Iterator[str]:
    if "INDICATORS" not in scene.names("indicators"):
        yield "indicators.py has no INDICATORS"


def _map_layer(scene: Scene) -> Iterator[str]:
    if "LAYERS" not in scene.names("tiles"):
        yield "tiles.py has no LAYERS"


def _docs(scene: Scene) -> Iterator[str]:
    file = scene.folder / "README.md"
    if not file.is_file():
        yield "README.md is missing"
        return
    text = file.read_text("utf-8")
    for heading in ("## What it is for", "## One matter, from start to end"):
        if heading not in text:
            yield f"README.md has no {heading!r}"


def _query_budget(scene: Scene) -> Iterator[str]:
    file = scene.folder / SQL_COUNTS
    budget = json.loads(file.read_text("utf-8")) if file.is_file() else {}
    for name in sorted(scene.address_names() - set(budget)):
        yield f"{SQL_COUNTS} has no number of SQL statements for the page {name!r}"
    if not budget:
        yield f"{SQL_COUNTS} is missing or empty"


def _words(scene: Scene) -> Iterator[str]:
    manifest = scene.manifest
    for name in ("title_zh", "purpose_zh"):
        if not getattr(manifest, name):
            yield f"the manifest has no {name}"
    parts: tuple[Quantity | CaseKind | AlarmRule, ...] = (
        *manifest.quantities, *manifest.case_kinds, *manifest.alarm_rules,
    )  # fmt: skip
    for part in parts:
        if not (part.title and part.title_zh):
            yield f"{part.key!r} has no title in both languages"
    yield from _words_within(manifest)


def _words_within(manifest: SceneManifest) -> Iterator[str]:
    for rule in manifest.alarm_rules:
        if not rule.reason_zh:
            yield f"alarm rule {rule.key!r} has no reason in both languages"
    declarations: tuple[Checklist | PermitKind, ...] = (*manifest.checklists, *manifest.permit_kinds)
    for declared in declarations:
        for key in declared.untitled():
            yield f"{key!r} of {declared.key!r} has no title in both languages"


def _sources(scene: Scene) -> Iterator[str]:
    if not scene.manifest.sources:
        yield "the manifest names no source"


def _defined(node: ast.stmt) -> Iterator[str]:
    match node:
        case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Assign(targets=targets):
            yield from (target.id for target in targets if isinstance(target, ast.Name))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name


PROMISES = (
    Promise(
        key="words",
        sentence="Everything the manifest names has a Chinese and an English title.",
        reason="A person reads it in either language, and a missing word shows only to half of them.",
        missing=_words,
    ),
    Promise(
        key="sources",
        sentence="The manifest names the documents its limits and formulas come from.",
        reason="A limit without a source cannot be defended against the person it is applied to.",
        missing=_sources,
    ),
    Promise(
        key="vectors",
        sentence="Every public rule is called by a test with worked numbers.",
        reason="A formula that was never computed by hand is a guess.",
        missing=_vectors,
    ),
    Promise(
        key="demo",
        sentence="demo.py builds a small seeded piece of the scene with demo_build().",
        reason="Journeys, pictures and a first visitor need something to look at.",
        missing=_demo,
    ),
    Promise(
        key="page",
        sentence="The scene has at least one page, with a named address.",
        reason="What nobody can see is not used.",
        missing=_page,
    ),
    Promise(
        key="indicators",
        sentence="indicators.py declares the figures the scene is measured by.",
        reason="Every figure must open to its records, and only a declared one does.",
        missing=_indicators,
    ),
    Promise(
        key="map_layer",
        sentence="tiles.py declares what the scene draws on the map.",
        reason="A city is read on a map first.",
        missing=_map_layer,
    ),
    Promise(
        key="docs",
        sentence="README.md says what the scene is for and follows one matter from start to end.",
        reason="A scene is one folder to read, move or delete.",
        missing=_docs,
    ),
    Promise(
        key="query_budget",
        sentence=f"{SQL_COUNTS} pins the number of SQL statements of every page.",
        reason="A page that asks once per row becomes a failing test instead of a slow morning.",
        missing=_query_budget,
    ),
)
