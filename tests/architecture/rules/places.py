"""Where code may stand: packages, modules, and what a migration is called."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.architecture.house import Module, Place, Rule, Sample, layer_heights

ROOMS = tomllib.loads((Path(__file__).parents[1] / "rooms.toml").read_text("utf-8"))


def rooms_of(package: str) -> set[str]:
    """Return the modules a package may have."""
    top = package.split(".", maxsplit=1)[0]
    if top in ROOMS["floor"]:
        return set(ROOMS["floor"][top])
    return {*ROOMS["every_app"], *ROOMS["further"].get(top, ())}


def _unknown_room(module: Module) -> Iterator[Place]:
    if module.package and module.room and module.room not in rooms_of(module.package):
        yield (
            1,
            f"{module.package} has no place for {module.room} (rooms.toml)",
        )


def _unlayered(module: Module) -> Iterator[Place]:
    top = module.parts[0] if module.parts else ""
    if top and top not in layer_heights():
        yield 1, f"{top} stands in no layer of pyproject.toml"


def _migration_shape(module: Module) -> Iterator[Place]:
    if module.room != "migrations" or module.parts[-1] == "migrations":
        return
    number, _, noun = module.parts[-1].partition("_")
    if not re.fullmatch(r"\d{4}", number) or not noun or noun.startswith(("auto", "alter_", "initial")):
        yield 1, f"{module.parts[-1]} says a number, not what it does"
    for name, line in module.imports():
        if name.startswith("xiuhua"):
            yield line, f"a migration imports {name}, which will not stay as it is"


RULES = (
    Rule(
        key="module-names",
        sentence="Every app has the same inside; a module with another name does not exist.",
        reason="A reader learns one app and knows all; a utils.py has no upper door and fills up.",
        look=_unknown_room,
        mistakes=(
            Sample("xiuhua.ground.utils", ""),
            Sample("xiuhua.scenes.noise.helpers.leq", ""),
            Sample("xiuhua.ground.manifest", ""),
            Sample("xiuhua.shared.misc", ""),
        ),
        innocent=(
            Sample("xiuhua.ground.rules.codes", ""),
            Sample("xiuhua.scenes.noise.manifest", ""),
            Sample("xiuhua.ground", ""),
            Sample("xiuhua.ground.management.commands.demo", ""),
        ),
    ),
    Rule(
        key="layered",
        sentence="Every top package stands in a layer.",
        reason="A package beside the layers may import anything, and soon does.",
        look=_unlayered,
        mistakes=(Sample("xiuhua.extras.models", ""),),
        innocent=(Sample("xiuhua.ground.models", ""),),
    ),
    Rule(
        key="migrations",
        sentence="A migration says what it does in its name and imports nothing of ours.",
        reason="It must run unchanged in ten years, when the class it would import is another one.",
        look=_migration_shape,
        mistakes=(
            Sample("xiuhua.ground.migrations.0002_auto_20261122", ""),
            Sample("xiuhua.ground.migrations.0001_initial", ""),
            Sample("xiuhua.ground.migrations.0001_area", "from xiuhua.ground.terms import AreaKind"),
            Sample("xiuhua.ground.migrations.area", ""),
        ),
        innocent=(Sample("xiuhua.ground.migrations.0001_area", "from django.db import migrations"),),
    ),
)
