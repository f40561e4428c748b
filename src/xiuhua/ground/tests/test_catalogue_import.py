"""Lines from a bureau's Excel form: into a draft, with every wrong row named, and back out again."""

from __future__ import annotations

import pytest

from xiuhua.access.services import scope_set
from xiuhua.ground.imports.catalogue import CATALOGUE
from xiuhua.ground.models import Area, Handbook, HandbookLine, Unit
from xiuhua.ground.queries.catalogue import item_named
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.services import NewArea, areas_create_many
from xiuhua.ground.services.handbook import RowsUsed, handbook_publish
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ground.tests.conftest import NOON
from xiuhua.ground.tests.seeding import catalogue_seed
from xiuhua.intake.rules import Applied, Change, Record, Value
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import Invalid

KEEPER = Actor(name="user:7", holdings=(Holding(role="data_admin", area="990101"),), user_id=7)
IMPORTER = CATALOGUE.importer


@pytest.fixture(autouse=True)
def city(db: None, recorder: Actor) -> None:
    """A district, both standards, one unit."""
    scope_set(("",))
    areas = [
        NewArea(code="9901", name="云州市", level=AreaLevel.CITY),
        NewArea(code="990101", name="云河区", level=AreaLevel.DISTRICT),
    ]
    areas_create_many(new=areas, actor=recorder, at=NOON)
    catalogue_seed()
    Unit.objects.create(
        code="U01", name="环卫中心", kind="centre", area=Area.objects.get(code="990101"), area_code="990101",
        recorded_at=NOON, updated_at=NOON,
    )  # fmt: skip


def record(row: int = 2, **values: Value) -> Record:
    usual: dict[str, Value] = {
        "key": "06010-1", "code": "06010", "number": 1, "condition": "发现即立案", "limit": "4工作时",
        "closing": "清除干净", "handler": "环卫中心",
    }  # fmt: skip
    return Record(row=row, values=usual | values)


def applied(*records: Record) -> list[Applied]:
    known = IMPORTER.existing([str(one.values["key"]) for one in records], actor=KEEPER)
    changes = [
        Change(key=(key := str(one.values["key"])), record=one, before=known.get(key)) for one in records
    ]
    return list(IMPORTER.apply(changes, actor=KEEPER, at=NOON))


def test_rows_fill_a_new_draft_and_leave_it_again() -> None:
    done = applied(record(), record(3, key="0110-1", code="0110", limit="2紧急工作日"))
    book = Handbook.objects.get()
    assert (book.state, book.area_code) == ("draft", "990101")
    line = HandbookLine.objects.get(item=item_named("06010"))
    assert (line.limit, str(line.handler)) == (Limit(4, TimeUnit.WORK_HOUR), "环卫中心")
    assert HandbookLine.objects.get(item__code="0110").limit == Limit(2, TimeUnit.NATURAL_DAY)
    IMPORTER.revert(done, actor=KEEPER, at=NOON)
    assert not HandbookLine.objects.exists()


def test_a_changed_row_gets_its_former_words_back() -> None:
    applied(record())
    done = applied(record(limit="2工作时", closing="清扫干净"))
    assert HandbookLine.objects.get().limit == Limit(2, TimeUnit.WORK_HOUR)
    IMPORTER.revert(done, actor=KEEPER, at=NOON)
    line = HandbookLine.objects.get()
    assert (line.limit, line.closing_condition) == (Limit(4, TimeUnit.WORK_HOUR), "清除干净")


def test_what_is_published_is_not_taken_back() -> None:
    done = applied(record())
    book = Handbook.objects.get()
    handbook_publish(handbook_id=book.pk, document_number="1号", effective_at=NOON, actor=KEEPER, at=NOON)
    with pytest.raises(RowsUsed):
        IMPORTER.revert(done, actor=KEEPER, at=NOON)


@pytest.mark.parametrize(
    ("values", "column", "code"),
    [
        ({"code": "99999", "key": "99999-1"}, "code", "handbook_item_unknown"),
        ({"key": "06010"}, "key", "handbook_key_wrong"),
        ({"key": "06010-x", "number": None}, "key", "handbook_key_wrong"),
        ({"limit": "尽快"}, "limit", "handbook_limit_unread"),
        ({"keeper": "没有的单位"}, "keeper", "handbook_unit_unknown"),
    ],
)
def test_a_wrong_row_is_named_with_its_column(values: dict[str, Value], column: str, code: str) -> None:
    faults = IMPORTER.faults([record(), record(7, **values)], keys={"06010-1"}, actor=KEEPER)
    assert [(fault.row, fault.column, fault.code) for fault in faults] == [(7, column, code)]


def test_whoever_keeps_no_single_handbook_cannot_import() -> None:
    wide = Actor(name="user:8", holdings=(Holding(role="data_admin"),), user_id=8)
    with pytest.raises(Invalid):
        IMPORTER.existing(["06010-1"], actor=wide)
