"""Who may touch tables: services write, queries read, doors ask."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from tests.architecture.house import DOORS, FLOOR, Module, Place, Rule, Sample

_WRITES = {"save", "create", "update", "delete", "asave", "acreate", "aupdate", "adelete"}

_WRITES_MANY = {"bulk_create", "bulk_update", "get_or_create", "update_or_create"}

_SQL_WRITE = re.compile(
    r"\s*(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|TRUNCATE|COPY\s+\S+.*FROM)\b", re.IGNORECASE
)

_MAY_WRITE = {
    "services",
    "demo",  # builds a seeded city before anybody may act in it
    "migrations",
    "tests",  # set the scene that an act is tried on
    "simulator",  # plays a device, on the far side of a door
}

_ASKS_ROWS = {"objects", "_default_manager", "_base_manager"}

_KNOW_TABLES = {"models", "queries", "migrations", "tests", "demo", "management"}


def _writes(module: Module) -> Iterator[Place]:
    if module.package.split(".")[0] in FLOOR or module.room in _MAY_WRITE:
        return
    for call in module.calls():
        if _writes_rows(call):
            yield call.lineno, f"{ast.unparse(call.func)}() outside services"
    for text in module.strings():
        if _SQL_WRITE.match(str(text.value)):
            yield text.lineno, "SQL that writes, outside services"


def _writes_rows(call: ast.Call) -> bool:
    """Return whether a call may be a row's or a queryset's: those take no values by position, a dict's do."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    return name in _WRITES_MANY or (name in _WRITES and not call.args)


def _asked_tables(module: Module) -> Iterator[Place]:
    if module.room not in (DOORS - {"demo"}) | {"middleware", "urls", "forms", "serializers"}:
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in _ASKS_ROWS:
            yield node.lineno, f"a door asks {ast.unparse(node)}"
    for call in module.calls():
        if ast.unparse(call.func) in {"connection.cursor", "connection.execute"}:
            yield call.lineno, f"a door calls {ast.unparse(call.func)}()"


def _foreign_tables(module: Module) -> Iterator[Place]:
    if module.room in _KNOW_TABLES or not module.package:
        return
    for name, line in module.imports():
        found = re.match(r"xiuhua\.(scenes\.\w+|\w+)\.models(\.|$)", name)
        if found and found[1] != module.package:
            yield line, f"{module.room or module.package} imports the tables of {found[1]}"


def _overridden_save(module: Module) -> Iterator[Place]:
    if module.room != "models":
        return
    for node in ast.walk(module.tree):
        if isinstance(node, ast.FunctionDef) and node.name in {"save", "delete", "clean", "full_clean"}:
            yield node.lineno, f"a table overrides {node.name}()"


def _generic_keys(module: Module) -> Iterator[Place]:
    for name, line in module.imports():
        if name.startswith("django.contrib.contenttypes"):
            yield line, f"imports {name}"


RULES = (
    Rule(
        key="writes-in-services",
        sentence="Rows are written in services, in demo data and in migrations, nowhere else.",
        reason="One function is one act, one permission and one ledger entry; a write elsewhere has none.",
        look=_writes,
        mistakes=(
            Sample("xiuhua.ground.pages", "def f(premises):\n    premises.save()"),
            Sample("xiuhua.ground.queries", "Premises.objects.filter(pk=1).update(name='')"),
            Sample("xiuhua.ground.api", "Premises.objects.create(name='')"),
            Sample("xiuhua.ground.tails", "cursor.execute('insert into ground_premises values (1)')"),
            Sample("xiuhua.ground.queries", "SQL = 'DELETE FROM ground_premises'"),
            Sample("xiuhua.ground.jobs", "SQL = '''\n  UPDATE ground_premises SET name = 1'''"),
        ),
        innocent=(
            Sample("xiuhua.ground.services", "def f(premises):\n    premises.save()"),
            Sample("xiuhua.ground.demo", "Premises.objects.create(name='')"),
            Sample("xiuhua.ground.queries", "seen = set()\nseen.update({1})"),
            Sample("xiuhua.ground.queries", "'''update ground_premises set name: said in a docstring.'''"),
            Sample("xiuhua.ground.pages", "WORDS = 'Update the name'"),
        ),
    ),
    Rule(
        key="doors-ask-queries",
        sentence="A door asks a query or a service; it names a row's type, but asks no table.",
        reason="A page, an API operation and an export of the same thing then show the same rows.",
        look=_asked_tables,
        mistakes=(
            Sample("xiuhua.ground.pages", "rows = Premises.objects.all()"),
            Sample("xiuhua.ground.api", "Premises._default_manager.get(pk=1)"),
            Sample("xiuhua.ground.jobs", "with connection.cursor() as cursor: ..."),
        ),
        innocent=(
            Sample("xiuhua.ground.pages", "class PremisesPage(ListPage[Premises]): ..."),
            Sample("xiuhua.ground.queries", "rows = Premises.objects.all()"),
        ),
    ),
    Rule(
        key="own-tables",
        sentence="The tables of another app are imported only by models and queries.",
        reason="Then a column can change by reading two files per app.",
        look=_foreign_tables,
        mistakes=(
            Sample("xiuhua.ground.services", "from xiuhua.files.models import StoredFile"),
            Sample("xiuhua.ground.pages", "from xiuhua.files.models import StoredFile"),
            Sample("xiuhua.scenes.noise.services", "import xiuhua.scenes.bins.models"),
        ),
        innocent=(
            Sample("xiuhua.ground.models", "from xiuhua.files.models import StoredFile"),
            Sample("xiuhua.ground.services", "from xiuhua.ground.models import Area"),
        ),
    ),
    Rule(
        key="plain-save",
        sentence="No table overrides save(), delete() or clean().",
        reason="A bulk write skips them, so what they enforce does not hold; services and constraints do.",
        look=_overridden_save,
        mistakes=(Sample("xiuhua.ground.models", "class Area:\n    def save(self): ..."),),
        innocent=(Sample("xiuhua.ground.forms", "class AreaForm:\n    def clean(self): ..."),),
    ),
    Rule(
        key="no-generic-keys",
        sentence="There are no generic foreign keys.",
        reason="The database can check none of them, and every query over them is a loop.",
        look=_generic_keys,
        mistakes=(Sample("xiuhua.ground.models", "from django.contrib.contenttypes import fields"),),
        innocent=(Sample("xiuhua.ground.models", "from django.db.models import ForeignKey"),),
    ),
)
