"""How parts call each other, and what they are called."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.house import FLOOR, Module, Place, Rule, Sample

_SHARED_ROOMS = {"services", "queries", "rules", "terms", "models", "tails", "indicators", "tiles"}
_MAY_REACH = {
    "apps",  # enters what others left open: menu, words, recurring jobs
    "demo",
    "management",
    "migrations",
    "tests",
}
_SIGNALS = {"pre_init", "post_init", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}
_EMPTY_WORDS = {"data", "info", "manager", "helper", "util", "utils", "process", "handle", "do", "misc"}
_GIVEN_NAMES = {"process_exception", "process_view", "process_request", "process_response", "process_rhs"} | {
    "handle_starttag",
    "handle_endtag",
    "handle_data",  # html.parser's
    "data_received",  # asyncio's
}


def _private_rooms(module: Module) -> Iterator[Place]:
    if module.room in _MAY_REACH or module.package in {"", "config"}:
        return
    for name, line in module.imports():
        found = re.match(r"xiuhua\.(scenes\.\w+|\w+)\.(\w+)", name)
        if not found or found[1] == module.package or found[1].split(".")[0] in FLOOR | {"scenes"}:
            continue
        if found[2] not in _SHARED_ROOMS:
            yield line, f"reaches into {found[1]}.{found[2]}"


def _signals(module: Module) -> Iterator[Place]:
    for name, line in module.imports():
        if name.startswith(("django.dispatch", "django.db.models.signals", "django.core.signals")):
            yield line, f"imports {name}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in _SIGNALS:
            yield node.lineno, f"uses {node.attr}"


def _positional_acts(module: Module) -> Iterator[Place]:
    if module.room != "services":
        return
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            positional = [argument.arg for argument in (*node.args.posonlyargs, *node.args.args)]
            if {"actor", "at"} & set(positional):
                yield node.lineno, f"{node.name}() takes {positional} by position"


def _sleeps(module: Module) -> Iterator[Place]:
    if module.room != "tests" or not module.parts[-1].startswith(("test_", "conftest")):
        return
    for name, line in module.imports():
        if name in {"time.sleep", "asyncio.sleep"}:
            yield line, f"a test imports {name}, which hides it"
    loops = (node for node in ast.walk(module.tree) if isinstance(node, ast.While))
    polling = {id(node) for loop in loops for node in ast.walk(loop)}
    for call in module.calls():
        written = ast.unparse(call)
        waits = written.startswith(("time.sleep(", "asyncio.sleep(")) and written != "asyncio.sleep(0)"
        if waits and id(call) not in polling:
            yield call.lineno, f"a test calls {written}"


def _unexplained(module: Module) -> Iterator[Place]:
    if "tests" in module.parts or module.parts[-1:] == ("testing",):
        return
    lines = module.text.splitlines()
    for node, header_ends in _typed(module.tree):
        header = lines[node.lineno - 1 : header_ends]
        if _gives_up(node) and not any("#" in line for line in header):
            yield node.lineno, "Any without a reason beside it"
    for number, line in enumerate(lines, 1):
        if re.search(r"#\s*type:\s*ignore(\[[^\]]*\])?\s*$", line):
            yield number, "type: ignore without a reason beside it"


def _typed(tree: ast.Module) -> Iterator[tuple[ast.FunctionDef | ast.AnnAssign, int]]:
    """Yield what carries types, with the last line of its header."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node, max(node.lineno, node.body[0].lineno - 1)
        elif isinstance(node, ast.AnnAssign):
            yield node, node.end_lineno or node.lineno


def _gives_up(node: ast.FunctionDef | ast.AnnAssign) -> bool:
    """Return whether a value is typed Any; what a framework hands through (**options) is the framework's."""
    if isinstance(node, ast.AnnAssign):
        return _is_any(node.annotation)
    given = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
    return _is_any(node.returns) or any(_is_any(argument.annotation) for argument in given)


def _is_any(annotation: ast.expr | None) -> bool:
    return isinstance(annotation, ast.Name) and annotation.id == "Any"


def _bad_names(module: Module) -> Iterator[Place]:
    if module.room in {"tests", "management", "migrations"}:
        return
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        name = node.name
        words = set(re.findall(r"[a-z]+", re.sub(r"([A-Z])", r"_\1", name).lower()))
        bad = words & _EMPTY_WORDS
        if bad and not name.startswith("_") and name not in _GIVEN_NAMES:
            yield node.lineno, f"{name} says {min(bad)!r}, which says nothing"


RULES = (
    Rule(
        key="front-doors",
        sentence="From another app one imports services, queries, rules, terms and declarations.",
        reason="Pages, forms and jobs belong to the app; what they share belongs into a service or into web.",
        look=_private_rooms,
        mistakes=(
            Sample("xiuhua.ground.pages", "from xiuhua.files.pages import show"),
            Sample("xiuhua.scenes.noise.pages", "from xiuhua.ground.forms import AreaForm"),
        ),
        innocent=(
            Sample("xiuhua.ground.pages", "from xiuhua.access.services import require"),
            Sample("xiuhua.ground.pages", "from xiuhua.web.pages import ListPage"),
            Sample("xiuhua.config.urls", "from xiuhua.ground.urls import urlpatterns"),
        ),
    ),
    Rule(
        key="no-signals",
        sentence="There are no Django signals.",
        reason="A consequence that no line of the service mentions is found only by accident.",
        look=_signals,
        mistakes=(
            Sample("xiuhua.ground.apps", "from django.db.models.signals import post_save"),
            Sample(
                "xiuhua.ground.apps", "from django.db.models import signals\nsignals.post_save.connect(f)"
            ),
            Sample("xiuhua.web.apps", "from django.dispatch import receiver"),
        ),
        innocent=(Sample("xiuhua.config.launch.supervisor", "import signal\nsignal.signal(15, f)"),),
    ),
    Rule(
        key="keyword-services",
        sentence="An act takes its actor, its instant and everything else by name.",
        reason="A call site must say which of two texts is the name and which is the reason.",
        look=_positional_acts,
        mistakes=(Sample("xiuhua.ground.services", "def premises_rename(premises_id, name, actor): ..."),),
        innocent=(
            Sample("xiuhua.ground.services", "def premises_rename(*, premises_id, name, actor): ..."),
            Sample("xiuhua.ledger.services", "def entries_append_many(entries): ..."),
        ),
    ),
    Rule(
        key="no-sleep-in-tests",
        sentence="A test waits for the thing itself; it sleeps only between two looks.",
        reason="A pause is too long on one machine and too short on another.",
        look=_sleeps,
        mistakes=(
            Sample("xiuhua.ledger.tests.test_sealer", "import time\ntime.sleep(1)"),
            Sample("xiuhua.ledger.tests.test_sealer", "from time import sleep"),
        ),
        innocent=(
            Sample("xiuhua.config.launch.supervisor", "import time\ntime.sleep(1)"),
            Sample("xiuhua.ledger.tests.test_sealer", "while not sealed():\n    time.sleep(0.01)"),
        ),
    ),
    Rule(
        key="explained-any",
        sentence="Any and type: ignore carry their reason on the same line.",
        reason="Whoever meets a gap in the types must see whether it is still needed.",
        look=_unexplained,
        mistakes=(
            Sample("xiuhua.ground.api", "def f(x: Any) -> None: ..."),
            Sample("xiuhua.ground.api", "def f(x: str) -> Any: ..."),
            Sample("xiuhua.ground.api", "x = y  # type: ignore[arg-type]"),
        ),
        innocent=(
            Sample("xiuhua.ground.api", "from typing import Any\ndef f(x: Any): ...  # what JSON holds"),
            Sample("xiuhua.ground.api", "def f(x: dict[str, Any], **options: Any) -> None: ..."),
            Sample("xiuhua.ground.api", "x = y  # type: ignore[arg-type]  # django-stubs lacks it"),
        ),
    ),
    Rule(
        key="names",
        sentence="A name says what a thing is or does.",
        reason="manager, helper, process and handle fit everything, so they tell nothing.",
        look=_bad_names,
        mistakes=(
            Sample("xiuhua.ground.services", "def area_process(): ..."),
            Sample("xiuhua.ground.queries", "class AreaHelper: ..."),
        ),
        innocent=(
            Sample("xiuhua.ground.services", "def area_move(): ..."),
            Sample("xiuhua.web.middleware", "class M:\n    def process_exception(self): ..."),
            Sample("xiuhua.ground.management.commands.demo", "class Command:\n    def handle(self): ..."),
        ),
    ),
)
