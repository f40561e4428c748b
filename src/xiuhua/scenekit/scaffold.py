"""`./xiuhua scene NAME`: a scene of the house's shape that passes `./xiuhua check` at once."""

from __future__ import annotations

import argparse
import keyword
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from string import Template

SOURCE = Path(__file__).resolve().parents[1]
BLUEPRINT = Path(__file__).with_name("blueprint")
_KEY = re.compile(r"[a-z][a-z0-9_]{1,19}")  # table and index names must stay under 63 and 30 characters

_TITLE = re.compile(r"\w[\w ,-]{1,39}")


def scene_main(argv: Sequence[str], *, source: Path = SOURCE) -> int:
    """Run `./xiuhua scene` and return its exit status."""
    parser = argparse.ArgumentParser(prog="xiuhua scene", description="Scaffold a scene.")
    parser.add_argument("name", help="folder and key: lower-case letters, digits and _")
    parser.add_argument("--title", default="", help="what people call it, in English")
    parser.add_argument("--title-zh", default="待命名场景", help="what people call it, in Chinese")
    asked = parser.parse_args(argv)
    title = asked.title or asked.name.replace("_", " ").capitalize()
    fault = name_fault(asked.name, source=source) or title_fault(title) or title_fault(asked.title_zh)
    if fault:
        parser.error(fault)
    made = scene_write(asked.name, title=title, title_zh=asked.title_zh, source=source)
    _run(
        "ruff", "format", "--quiet", str(made[0].parent), cwd=source.parent
    )  # lines fold by the name's length
    _run("xiuhua.scenekit.reference", cwd=source.parent)
    print(f"{len(made)} files under {made[0].parent.relative_to(source.parent)}")
    print("Next: docs/howto/add-a-scene.md")
    return 0


def name_fault(name: str, *, source: Path = SOURCE) -> str | None:
    """Return what is wrong with the name of a new scene, as a sentence, or None."""
    if not _KEY.fullmatch(name) or keyword.iskeyword(name) or keyword.issoftkeyword(name):
        return (
            f"{name!r} cannot be a folder: lower-case letters, digits and _, 2 to 20 of them, no Python word"
        )
    if (source / "scenes" / name).exists():
        return f"there is a scene {name!r} already"
    if (source / name).exists():
        return f"{name!r} is a part of the platform already"
    return None


def title_fault(title: str) -> str | None:
    """Return what is wrong with a title, as a sentence, or None."""
    if _TITLE.fullmatch(title):
        return None
    return f"{title!r} cannot be a title: letters, digits, spaces and - , 2 to 40 of them"


def scene_write(name: str, *, title: str, title_zh: str, source: Path = SOURCE) -> list[Path]:
    """Write the files of a new scene and return them."""
    gaps = {
        "key": name,
        "Key": "".join(word.capitalize() for word in name.split("_")),
        "title": title,
        "title_zh": title_zh,
        "ground_migration": _last_migration(source / "ground"),
        "ledger_migration": _last_migration(source / "ledger"),
    }
    folder = source / "scenes" / name
    made = []
    for pattern in sorted(BLUEPRINT.rglob("*.txt")):
        place = Template(str(pattern.relative_to(BLUEPRINT).with_suffix(""))).substitute(gaps)
        file = folder / place
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(Template(pattern.read_text("utf-8")).substitute(gaps), "utf-8")
        made.append(file)
    return sorted(made, key=lambda file: (len(file.parts), file.name))


def _run(module: str, *words: str, cwd: Path) -> None:
    subprocess.run([sys.executable, "-m", module, *words], cwd=cwd, check=True)


def _last_migration(app: Path) -> str:
    return max(file.stem for file in app.glob("migrations/[0-9]*.py"))
