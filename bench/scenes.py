"""Benchmarks of scenes lie with them: `src/xiuhua/scenes/KEY/tests/bench.py`, called by the key."""

from __future__ import annotations

import ast
from pathlib import Path

_SCENES = Path(__file__).parents[1] / "src/xiuhua/scenes"


def scene_benchmarks() -> dict[str, str]:
    """Return the benchmarks of scenes, each with the first line of its docstring."""
    return {path.parents[1].name: _said(path) for path in sorted(_SCENES.glob("*/tests/bench.py"))}


def module_named(slug: str) -> str:
    """Return the module of a benchmark: one of this folder, or a scene's."""
    return f"xiuhua.scenes.{slug}.tests.bench" if slug in scene_benchmarks() else f"bench.{slug}"


def _said(path: Path) -> str:
    told = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or path.parents[1].name
    return told.splitlines()[0].rstrip(".")
