"""Where the module of a benchmark lies: here, or in the folder of a scene that brings its own."""

from __future__ import annotations

import ast
from pathlib import Path

_SCENES = Path(__file__).resolve().parents[1] / "src" / "xiuhua" / "scenes"


def scene_benchmarks(folder: Path = _SCENES) -> dict[str, str]:
    """Return what each scene's `bench.py` says it measures, by the name of the scene."""
    return {
        file.parent.name: (ast.get_docstring(ast.parse(file.read_text("utf-8"))) or "").partition("\n")[0]
        for file in sorted(folder.glob("[a-z]*/bench.py"))
    }


def module_name(slug: str, folder: Path = _SCENES) -> str:
    """Return what to import for a benchmark; what lies here goes before a scene of the same name."""
    if (Path(__file__).parent / f"{slug}.py").is_file() or not (folder / slug / "bench.py").is_file():
        return f"bench.{slug}"
    return f"xiuhua.scenes.{slug}.bench"
