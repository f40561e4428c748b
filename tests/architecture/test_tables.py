"""Tables: what points where, who is kept apart, and what a migration leaves behind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

from tests.architecture.house import layer_heights

# What a column about a person is usually called. A hit must be listed in PERSONAL, or carry a reason below.
_ABOUT_PEOPLE = re.compile(r"(^|_)(phone|mobile|id_number|id_card|email|full_name|contact|words|holder)(_|$)")
NOT_PERSONAL: dict[str, str] = {
    "ground.Unit.duty_phone": "an office's number, printed on notice boards",
}


def points_up(holder: str, target: str) -> bool:
    """Return whether a reference between the modules of two tables climbs, or reaches a sister scene."""
    here, there = holder.split("."), target.split(".")
    if here[0] != "xiuhua" or there[0] != "xiuhua":
        return False
    if here[1] == there[1] == "scenes":
        return here[2] != there[2]
    heights = layer_heights()
    same_height = heights[there[1]] == heights[here[1]] and there[1] != here[1]
    return heights[there[1]] > heights[here[1]] or same_height


def unguarded(table: str) -> list[str]:
    """Return what row-level security lacks on a table."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relrowsecurity, relforcerowsecurity,
                   EXISTS (SELECT FROM pg_policy WHERE polrelid = kept.oid)
            FROM pg_class AS kept WHERE kept.oid = to_regclass(%s)
            """,
            [table],
        )
        found = cursor.fetchone() or (False, False, False)
    wanted = ("ENABLE ROW LEVEL SECURITY", "FORCE ROW LEVEL SECURITY", "CREATE POLICY")
    return [f"{table}: {step} is missing" for step, done in zip(wanted, found, strict=True) if not done]


def unlisted(table: str, columns: Iterable[str], personal: Iterable[str]) -> list[str]:
    """Return the columns that sound personal, or are listed and do not exist."""
    columns, personal = set(columns), set(personal)
    sounding = {name for name in columns if _ABOUT_PEOPLE.search(name)} - personal
    return [
        *(f"{table}.{name} sounds personal" for name in sounding if f"{table}.{name}" not in NOT_PERSONAL),
        *(f"{table}.{name} does not exist" for name in personal - columns),
    ]


def _own_tables() -> Iterator[type[models.Model]]:
    return (
        model
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("xiuhua.")
    )


def _columns(model: type[models.Model]) -> list[str]:
    return [field.name for field in model._meta.get_fields() if getattr(field, "column", None)]


def test_no_table_points_up() -> None:
    found = [
        f"{model._meta.label}.{name} -> {target._meta.label}"
        for model in _own_tables()
        for name, target in _references(model)
        if points_up(model.__module__, target.__module__)
    ]
    assert found == []


def _references(model: type[models.Model]) -> Iterator[tuple[str, type[models.Model]]]:
    for field in model._meta.get_fields():
        target = getattr(field, "related_model", None)
        if not field.auto_created and isinstance(target, type):
            yield field.name, target


@pytest.mark.parametrize(
    ("holder", "target"),
    [
        ("xiuhua.ledger.models", "xiuhua.access.models"),
        ("xiuhua.files.models", "xiuhua.notices.models"),
        ("xiuhua.access.models", "xiuhua.ground.models.areas"),
        ("xiuhua.scenes.noise.models", "xiuhua.scenes.bins.models"),
        ("xiuhua.ground.models", "xiuhua.scenes.bins.models"),
    ],
)
def test_a_reference_that_climbs_is_found(holder: str, target: str) -> None:
    assert points_up(holder, target)


@pytest.mark.parametrize(
    ("holder", "target"),
    [
        ("xiuhua.ground.models", "xiuhua.files.models"),
        ("xiuhua.ground.models.areas", "xiuhua.ground.models.premises"),
        ("xiuhua.scenes.noise.models", "xiuhua.ground.models"),
        ("xiuhua.access.models", "django.contrib.sessions.models"),
    ],
)
def test_a_reference_that_descends_passes(holder: str, target: str) -> None:
    assert not points_up(holder, target)


@pytest.mark.django_db
def test_tables_with_people_in_them_are_kept_apart() -> None:
    found = [
        what
        for model in _own_tables()
        if getattr(model, "PERSONAL", ())
        for what in unguarded(model._meta.db_table)
    ]
    assert found == []


def test_every_personal_column_is_listed() -> None:
    found = [
        what
        for model in _own_tables()
        for what in unlisted(model._meta.label, _columns(model), getattr(model, "PERSONAL", ()))
    ]
    assert found == [], "add the column to PERSONAL of its table, or to NOT_PERSONAL with a reason"


@pytest.mark.django_db
def test_a_table_without_row_level_security_is_found() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE planted (contact_phone text)")
        assert len(unguarded("planted")) == 3
        cursor.execute("ALTER TABLE planted ENABLE ROW LEVEL SECURITY")
        cursor.execute("CREATE POLICY all_rows ON planted USING (true)")
        assert unguarded("planted") == ["planted: FORCE ROW LEVEL SECURITY is missing"]
        cursor.execute("ALTER TABLE planted FORCE ROW LEVEL SECURITY")
        assert unguarded("planted") == []


def test_a_personal_column_nobody_listed_is_found() -> None:
    assert unlisted("ground.Shop", ["name", "contact_phone"], []) == [
        "ground.Shop.contact_phone sounds personal"
    ]
    assert unlisted("ground.Shop", ["name"], ["contact_phone"]) == [
        "ground.Shop.contact_phone does not exist"
    ]
    assert unlisted("ground.Shop", ["contact_phone"], ["contact_phone"]) == []


def leaves(loader: MigrationLoader) -> dict[str, list[str]]:
    """Return the last migrations of each of our apps."""
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("xiuhua.")}
    found: dict[str, list[str]] = {}
    for label, name in loader.graph.leaf_nodes():
        if label in ours:
            found.setdefault(label, []).append(name)
    return found


def test_every_app_has_one_last_migration() -> None:
    found = leaves(MigrationLoader(None))
    assert {label: names for label, names in found.items() if len(names) != 1} == {}


def test_two_last_migrations_are_found() -> None:
    loader = MigrationLoader(None)
    loader.graph.add_node(("ground", "0001_other_root"), None)
    assert len(leaves(loader)["ground"]) == 2


@pytest.mark.django_db
def test_the_tables_are_what_the_migrations_make() -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
