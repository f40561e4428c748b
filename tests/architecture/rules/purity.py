"""What a rule may know, and what it must say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.house import FLOOR, Module, Place, Rule, Sample

_IMPURE = ("django", "random", "secrets", "time", "os", "socket", "xiuhua.config", "xiuhua.shared.clock")

_IMPURE_CALLS = {"now", "utcnow", "today", "uuid4", "uuid7", "open"}


def _impurities(module: Module) -> Iterator[Place]:
    if module.room not in {"rules", "terms", "manifest", "codecs"} and module.package != "shared":
        return
    if module.room == "codecs" and "tests" in module.parts:
        return
    if module.package == "shared" and module.room in {"clock", "ids", "tests"}:
        return
    for name, line in module.imports():
        if any(name == root or name.startswith(f"{root}.") for root in _IMPURE):
            yield line, f"a rule imports {name}"
    for call in module.calls():
        name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
        if name in _IMPURE_CALLS:
            yield call.lineno, f"a rule calls {name}()"


def _unsourced(module: Module) -> Iterator[Place]:
    if module.room != "rules" or _names_source(module.tree):
        return
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not _names_source(node):
            yield node.lineno, f"{node.name}() does not say where it comes from (Source:)"


def _names_source(node: ast.Module | ast.FunctionDef) -> bool:
    return bool(re.search(r"^Source:\n\s+\S", ast.get_docstring(node) or "", re.MULTILINE))


def _manifest_imports(module: Module) -> Iterator[Place]:
    if module.room != "manifest" or module.package in FLOOR:
        return
    allowed = ("xiuhua.scenekit", "xiuhua.shared", f"xiuhua.{module.package}.rules", "__future__")
    for name, line in module.imports():
        if not name.startswith(allowed):
            yield line, f"a manifest imports {name}"


RULES = (
    Rule(
        key="pure-rules",
        sentence="Rules, terms, manifests and codecs read no clock, no settings, no environment, no chance.",
        reason="What takes values and returns values can be worked by hand, tried on the past, explained.",
        look=_impurities,
        mistakes=(
            Sample("xiuhua.ground.rules", "from django.conf import settings"),
            Sample("xiuhua.ground.rules.codes", "import random"),
            Sample("xiuhua.ground.rules", "from xiuhua.shared.clock import now"),
            Sample("xiuhua.ground.rules", "from datetime import datetime\nX = datetime.now()"),
            Sample("xiuhua.ground.terms", "import os"),
            Sample("xiuhua.shared.geometry", "import secrets"),
            Sample("xiuhua.sensing.codecs.jt808.session", "import time"),
        ),
        innocent=(
            Sample("xiuhua.ground.rules", "from datetime import datetime\nX = datetime(2026, 1, 1)"),
            Sample("xiuhua.ground.services", "from django.conf import settings"),
            Sample("xiuhua.sensing.codecs.jt808.tests.test_decoder", "import os"),
            Sample("xiuhua.shared.clock", "from datetime import datetime\nX = datetime.now()"),
        ),
    ),
    Rule(
        key="sourced-rules",
        sentence="Every public rule, or the module it stands in, says where it comes from.",
        reason="What is applied to a person is defended by document and clause, or owned as our choice.",
        look=_unsourced,
        mistakes=(
            Sample("xiuhua.ground.rules", "def may_rename(state):\n    '''Return whether.'''"),
            Sample(
                "xiuhua.ground.rules.codes", "def level(code):\n    '''Return it.\n\n    Source:\n    '''"
            ),
        ),
        innocent=(
            Sample(
                "xiuhua.ground.rules",
                "def f(s):\n    '''Return it.\n\n    Source:\n        GB/T 2260.\n    '''",
            ),
            Sample("xiuhua.ledger.rules.merkle", "'The tree.\\n\\nSource:\\n    RFC 9162.'\ndef f(): ..."),
            Sample("xiuhua.ground.rules", "def _inner(state):\n    return state"),
            Sample("xiuhua.ground.queries", "def f():\n    '''Return it.'''"),
        ),
    ),
    Rule(
        key="plain-manifests",
        sentence="A manifest imports the kit, the shared words and its own rules.",
        reason="It is read without the platform: by the launcher, by the reference, by a newcomer.",
        look=_manifest_imports,
        mistakes=(
            Sample("xiuhua.scenes.noise.manifest", "from xiuhua.ground.terms import AreaKind"),
            Sample("xiuhua.scenes.noise.manifest", "from xiuhua.scenes.bins.rules import FULL_SHARE"),
        ),
        innocent=(Sample("xiuhua.scenes.noise.manifest", "from xiuhua.scenes.noise.rules import NIGHT_DBA"),),
    ),
)
