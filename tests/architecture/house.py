"""What an architecture rule is, and the source tree that it looks at."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "xiuhua"
DOORS = frozenset({"pages", "api", "jobs", "reactions", "demo"})
Place = tuple[int, str]  # a line, and what is wrong there
FLOOR = frozenset({"config", "web", "scenekit", "shared"})  # packages with a module list of their own


@dataclass(frozen=True)
class Module:
    """One Python file of the platform.

    Args:
        name: its import name, `xiuhua.ground.services`.
        text: its source.
    """

    name: str
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text)

    @property
    def parts(self) -> tuple[str, ...]:
        """The import name below `xiuhua`, split."""
        return tuple(self.name.split("."))[1:]

    @property
    def package(self) -> str:
        """The app, scene or floor package the file belongs to: `ground`, `scenes.noise`."""
        parts = self.parts
        return ".".join(parts[: 2 if parts[:1] == ("scenes",) else 1])

    @property
    def room(self) -> str:
        """The module of the app it is, or lies in: `services`, `tests`; empty for the app itself."""
        inside = self.parts[len(self.package.split(".")) :]
        return inside[0] if inside else ""

    def calls(self) -> Iterator[ast.Call]:
        """Yield every call."""
        return (node for node in ast.walk(self.tree) if isinstance(node, ast.Call))

    def imports(self) -> Iterator[tuple[str, int]]:
        """Yield the full name of everything imported, and the line."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield from ((f"{node.module}.{alias.name}", node.lineno) for alias in node.names)

    def strings(self) -> Iterator[ast.Constant]:
        """Yield every string that is no docstring."""
        prose = {id(node.value) for node in ast.walk(self.tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
                yield node


@dataclass(frozen=True)
class Finding:
    """A place where a rule is broken."""

    module: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.module}:{self.line}: {self.what}"


@dataclass(frozen=True)
class Sample:
    """Source text as some module would hold it."""

    module: str
    text: str


@dataclass(frozen=True, kw_only=True)
class Rule:
    """An architecture rule over source text.

    Args:
        key: its name in exceptions.toml.
        sentence: what holds.
        reason: why.
        look: finds where it does not hold; yields line and what is wrong.
        mistakes: texts in which it must find something.
        innocent: texts that look alike and are right.
    """

    key: str
    sentence: str
    reason: str
    look: Callable[[Module], Iterator[Place]]
    mistakes: tuple[Sample, ...]
    innocent: tuple[Sample, ...]

    def findings(self, module: Module) -> list[Finding]:
        """Return where a module breaks the rule."""
        return [Finding(module.name, line, what) for line, what in self.look(module)]


@dataclass(frozen=True)
class Allowance:
    """A rule that one module may break, and why."""

    rule: str
    module: str
    reason: str


@cache
def modules() -> tuple[Module, ...]:
    """Return every Python file of the platform; the scaffold's blueprint is text, not Python."""
    return tuple(
        Module(_import_name(file), file.read_text("utf-8"))
        for file in sorted(SOURCE.rglob("*.py"))
        if "blueprint" not in file.parts
    )


@cache
def allowances() -> tuple[Allowance, ...]:
    """Return the exceptions that are written down."""
    listed = tomllib.loads((Path(__file__).parent / "exceptions.toml").read_text("utf-8"))
    return tuple(Allowance(**one) for one in listed.get("exception", []))


@cache
def layer_heights() -> dict[str, int]:
    """Return the height of each top package, read from the first import contract."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    rows = [row.replace("(", "").replace(")", "").split("|") for row in reversed(contracts[0]["layers"])]
    return {name.strip(): height for height, row in enumerate(rows) for name in row}


def _import_name(file: Path) -> str:
    parts = ("xiuhua", *file.relative_to(SOURCE).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
