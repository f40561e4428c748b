"""Versions of the handbook: drafted, filled, published, taken over by the next, never changed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils.timezone import get_current_timezone

from xiuhua.access.services import scope_set
from xiuhua.files.models import StoredFile
from xiuhua.files.terms import PhotoRange
from xiuhua.ground.models import Area, CatalogueItem, ExamplePhoto, Handbook, HandbookLine, Unit
from xiuhua.ground.queries.catalogue import item_named
from xiuhua.ground.queries.handbook import handbook_in_force, handbook_line, handbook_state, handbooks_differ
from xiuhua.ground.rules.handbook import ChangeKind
from xiuhua.ground.rules.limits import Limit, Manual
from xiuhua.ground.services import NewArea, areas_create_many
from xiuhua.ground.services.handbook import (
    DraftOpen,
    Incomplete,
    InForce,
    LineText,
    handbook_draft,
    handbook_line_add,
    handbook_line_change,
    handbook_line_drop,
    handbook_photo_add,
    handbook_photo_drop,
    handbook_publish,
    handbook_units_assign,
    handbook_withdraw,
)
from xiuhua.ground.terms import AreaLevel
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ground.terms.catalogue import HandbookStart, ItemKind, Standard
from xiuhua.ground.tests.conftest import NOON
from xiuhua.ground.tests.seeding import catalogue_seed
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, Holding
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotPermitted

YUNHE = "990101"
KEEPER = Actor(name="user:7", holdings=(Holding(role="data_admin", area=YUNHE),), user_id=7)
TOMORROW = datetime(2026, 3, 3, tzinfo=get_current_timezone())


@pytest.fixture(autouse=True)
def catalogue(db: None, recorder: Actor) -> None:
    """A city with a district, and both standards."""
    scope_set(("",))
    areas = [
        NewArea(code="9901", name="云州市", level=AreaLevel.CITY),
        NewArea(code=YUNHE, name="云河区", level=AreaLevel.DISTRICT),
        NewArea(code="990101003", name="绣衣街道", level=AreaLevel.STREET),
    ]
    areas_create_many(new=areas, actor=recorder, at=NOON)
    catalogue_seed()


def draft(start: HandbookStart = HandbookStart.EMPTY, *, at: datetime = NOON) -> Handbook:
    return handbook_draft(area_code=YUNHE, title="云河区城市管理指挥手册", start=start, actor=KEEPER, at=at)


def rubbish(book: Handbook, **changes: object) -> HandbookLine:
    values: dict[str, object] = {
        "filing_condition": "发现即立案",
        "limit": Limit(4, TimeUnit.WORK_HOUR),
        "closing_condition": "清除干净",
    }
    text = LineText(**(values | changes))  # type: ignore[arg-type]  # named values of mixed types
    return handbook_line_add(
        handbook_id=book.pk, item_id=item_named("06010").pk, text=text, actor=KEEPER, at=NOON
    )


def publish(book: Handbook, effective_at: datetime = TOMORROW, *, at: datetime = NOON) -> Handbook:
    return handbook_publish(
        handbook_id=book.pk,
        document_number="云河城管〔2026〕1号",
        effective_at=effective_at,
        actor=KEEPER,
        at=at,
    )


@pytest.fixture
def bureau() -> Unit:
    """A unit that can be named."""
    return Unit.objects.create(
        code="U01", name="环卫中心", kind="centre", area=Area.objects.get(code=YUNHE), area_code=YUNHE,
        recorded_at=NOON, updated_at=NOON,
    )  # fmt: skip


def test_a_published_version_holds_from_its_day_and_not_before() -> None:
    book = publish_rubbish()
    item = item_named("06010")
    assert handbook_line(item=item, at=TOMORROW - timedelta(seconds=1), area_code="990101003") is None
    held = handbook_line(item=item, at=TOMORROW, area_code="990101003")
    assert held is not None
    assert held.handbook_id == book.pk
    assert [condition.limit for condition in held.conditions] == [Limit(4, TimeUnit.WORK_HOUR)]


def publish_rubbish() -> Handbook:
    book = draft()
    rubbish(book)
    return publish(book)


def test_the_next_version_takes_over_on_its_day_and_the_first_stays_as_it_was() -> None:
    first = publish_rubbish()
    later = TOMORROW + timedelta(days=30)
    second = draft(HandbookStart.PREVIOUS, at=TOMORROW)
    assert second.number == 2
    line = HandbookLine.objects.get(handbook=second)
    text = LineText(
        filing_condition="发现即立案", limit=Limit(2, TimeUnit.WORK_HOUR), closing_condition="清除干净"
    )
    handbook_line_change(line_id=line.pk, text=text, actor=KEEPER, at=TOMORROW)
    publish(second, later, at=TOMORROW)
    item = item_named("06010")
    before, after = (handbook_line(item=item, at=at, area_code=YUNHE) for at in (later - timedelta(1), later))
    assert before is not None
    assert after is not None
    assert (before.handbook_id, before.conditions[0].limit) == (first.pk, Limit(4, TimeUnit.WORK_HOUR))
    assert (after.handbook_id, after.conditions[0].limit) == (second.pk, Limit(2, TimeUnit.WORK_HOUR))
    changes = handbooks_differ(first, second).changes
    assert [(change.kind, change.fields) for change in changes] == [(ChangeKind.CHANGED, ("limit",))]


def test_the_narrower_area_answers_first_and_the_wider_one_where_it_is_silent() -> None:
    publish_rubbish()
    keeper = Actor(name="user:8", holdings=(Holding(role="data_admin", area="9901"),), user_id=8)
    city = handbook_draft(
        area_code="9901", title="云州市指挥手册", start=HandbookStart.DEFAULT_2026, actor=keeper, at=NOON
    )
    handbook_publish(
        handbook_id=city.pk, document_number="云城管〔2026〕1号", effective_at=TOMORROW, actor=keeper, at=NOON
    )
    areas = {
        code: held.area_code if held else None
        for code in ("06010", "06012")
        for held in [handbook_line(item=item_named(code), at=TOMORROW, area_code="990101003")]
    }
    assert areas == {"06010": YUNHE, "06012": "9901"}


@pytest.mark.parametrize(
    ("standard", "kind", "code"),
    [
        (Standard.GB_2026, ItemKind.MATTER, "01001"),
        (Standard.GB_2026, ItemKind.COMPONENT, "01001"),
        (Standard.GB_2013, ItemKind.COMPONENT, "0101"),
    ],
)
def test_an_item_is_found_under_its_other_names(standard: Standard, kind: ItemKind, code: str) -> None:
    book = publish(draft(HandbookStart.DEFAULT_2026))
    held = handbook_line(item=item_named(code, kind=kind, standard=standard), at=TOMORROW, area_code=YUNHE)
    assert held is not None
    assert (held.handbook_id, held.item.code, len(held.conditions)) == (book.pk, "01001", 4)
    assert held.conditions[0].limit == Limit(2, TimeUnit.URGENT_HOUR)


def test_the_reference_lines_are_complete_marked_and_bound_to_codes() -> None:
    newer = draft(HandbookStart.DEFAULT_2026)
    lines = HandbookLine.objects.filter(handbook=newer)
    assert lines.count() > 340
    assert lines.values("item").distinct().count() > 130
    assert not lines.exclude(source__startswith="运城 2013 码").exists()
    assert not lines.filter(unchecked="").exists()
    planting = lines.get(item__code="04002", manual_reason__gt="")
    assert planting.limit == Manual("种植季节15工作日")
    handbook_withdraw(handbook_id=newer.pk, reason="改用旧码", actor=KEEPER, at=NOON)
    older = draft(HandbookStart.DEFAULT_2013)
    assert set(HandbookLine.objects.filter(handbook=older).values_list("item__standard", flat=True)) == {
        Standard.GB_2013.value
    }
    assert HandbookLine.objects.filter(handbook=older, item__code="0506", item__kind="matter").count() == 1


def test_lines_that_lack_a_limit_or_a_closing_condition_keep_a_version_from_being_published() -> None:
    book = draft()
    rubbish(book)
    rubbish(book, limit=None)
    rubbish(book, closing_condition=" ")
    with pytest.raises(Incomplete) as refused:
        publish(book)
    assert refused.value.arguments == {"count": 2, "lines": "06010 暴露垃圾 #2、06010 暴露垃圾 #3"}
    assert Handbook.objects.get(pk=book.pk).state == "draft"
    assert not Entry.objects.filter(act="handbook.publish").exists()


@pytest.mark.parametrize(
    ("number", "day", "fields"),
    [
        ("", TOMORROW, {"document_number": "handbook_number_empty"}),
        ("云河城管〔2026〕2号", TOMORROW - timedelta(days=9), {"effective_on": "handbook_day_past"}),
    ],
)
def test_a_version_needs_a_number_and_a_day_to_come(
    number: str, day: datetime, fields: dict[str, str]
) -> None:
    book = draft()
    rubbish(book)
    with pytest.raises(Invalid) as refused:
        handbook_publish(handbook_id=book.pk, document_number=number, effective_at=day, actor=KEEPER, at=NOON)
    assert refused.value.fields == fields


def test_two_versions_cannot_take_over_on_the_same_day() -> None:
    publish_rubbish()
    second = draft(HandbookStart.PREVIOUS)
    with pytest.raises(Invalid) as refused:
        publish(second)
    assert refused.value.fields == {"effective_on": "handbook_day_taken"}


def test_an_area_has_one_draft_at_a_time() -> None:
    book = draft()
    with pytest.raises(DraftOpen):
        draft()
    handbook_withdraw(handbook_id=book.pk, reason="重新起草", actor=KEEPER, at=NOON)
    assert draft().number == 2


def test_a_published_version_is_withdrawn_until_its_day_and_not_after() -> None:
    book = publish_rubbish()
    with pytest.raises(InForce):
        handbook_withdraw(handbook_id=book.pk, reason="有误", actor=KEEPER, at=TOMORROW)
    handbook_withdraw(handbook_id=book.pk, reason="有误", actor=KEEPER, at=TOMORROW - timedelta(seconds=1))
    assert handbook_in_force(YUNHE, at=TOMORROW) is None


def test_a_published_version_never_changes_by_service_nor_by_hand() -> None:
    book = publish_rubbish()
    line = HandbookLine.objects.get(handbook=book)
    text = LineText(filing_condition="改", limit=Limit(9, TimeUnit.WORK_DAY), closing_condition="改")
    with pytest.raises(NotAllowedNow):
        handbook_line_change(line_id=line.pk, text=text, actor=KEEPER, at=NOON)
    for write in (
        lambda: HandbookLine.objects.filter(pk=line.pk).update(limit_amount=9),
        lambda: HandbookLine.objects.filter(pk=line.pk).delete(),
        lambda: Handbook.objects.filter(pk=book.pk).update(document_number="改"),
        lambda: Handbook.objects.filter(pk=book.pk).update(state="draft"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    assert HandbookLine.objects.get(pk=line.pk).limit == Limit(4, TimeUnit.WORK_HOUR)


def test_units_are_named_for_a_whole_class_in_one_act(bureau: Unit) -> None:
    book = draft(HandbookStart.DEFAULT_2026)
    count = handbook_units_assign(
        handbook_id=book.pk, prefix="06", units={"handler": bureau.pk}, actor=KEEPER, at=NOON
    )
    lines = HandbookLine.objects.filter(handbook=book)
    assert count == lines.filter(item__class_code="06").count() == lines.filter(handler=bureau).count()
    assert Entry.objects.filter(act="handbook.edit").count() == 1


@pytest.mark.parametrize("prefix", ["77", "0601x"])
def test_a_code_nobody_has_names_no_units(bureau: Unit, prefix: str) -> None:
    book = draft(HandbookStart.DEFAULT_2026)
    with pytest.raises(Invalid):
        handbook_units_assign(
            handbook_id=book.pk, prefix=prefix, units={"handler": bureau.pk}, actor=KEEPER, at=NOON
        )


def test_photos_are_added_copied_to_the_next_version_and_dropped() -> None:
    book = draft()
    line = rubbish(book)
    photo = handbook_photo_add(
        line_id=line.pk, file=stored(), shot=PhotoRange.NEAR, caption="散落在路边", actor=KEEPER, at=NOON
    )
    publish(book)
    second = draft(HandbookStart.PREVIOUS)
    copied = ExamplePhoto.objects.get(line__handbook=second)
    assert (copied.file_id, copied.caption) == (photo.file_id, "散落在路边")
    handbook_photo_drop(photo_id=copied.pk, actor=KEEPER, at=NOON)
    assert list(ExamplePhoto.objects.all()) == [photo]


def stored() -> StoredFile:
    return StoredFile.objects.create(
        sha256="a" * 64,
        size_bytes=3,
        media_type="image/png",
        name="near.png",
        stored_by="user:7",
        stored_at=NOON,
    )


def test_a_dropped_line_leaves_with_its_reason_in_the_history() -> None:
    book = draft()
    line = rubbish(book)
    with pytest.raises(Invalid):
        handbook_line_drop(line_id=line.pk, reason=" ", actor=KEEPER, at=NOON)
    handbook_line_drop(line_id=line.pk, reason="与 06042 重复", actor=KEEPER, at=NOON)
    assert not HandbookLine.objects.filter(handbook=book).exists()


def test_every_change_is_one_entry_whose_state_covers_the_lines() -> None:
    book = draft()
    before = handbook_state(book)["lines"]
    line = rubbish(book)
    after = handbook_state(book)["lines"]
    assert before != after
    entries = Entry.objects.filter(subject=f"handbook:{book.pk}")
    assert [entry.act for entry in entries.order_by("pk")] == ["handbook.draft", "handbook.edit"]
    HandbookLine.objects.filter(pk=line.pk).update(limit_amount=400)
    assert handbook_state(book)["lines"] != after


@pytest.mark.parametrize("role", ["ground_clerk", "dispatcher", "leader", "system_admin"])
def test_only_the_catalogue_keeper_of_the_area_drafts(role: str) -> None:
    for actor in (
        Actor(name="user:5", holdings=(Holding(role=role, area=YUNHE),), user_id=5),
        Actor(name="user:6", holdings=(Holding(role="data_admin", area="990102"),), user_id=6),
    ):
        with pytest.raises(NotPermitted):
            handbook_draft(area_code=YUNHE, title="手册", start=HandbookStart.EMPTY, actor=actor, at=NOON)


@pytest.mark.parametrize(
    ("area_code", "start", "field"),
    [
        ("990101003", HandbookStart.EMPTY, "area_code"),
        ("990109", HandbookStart.EMPTY, "area_code"),
        (YUNHE, HandbookStart.PREVIOUS, "start"),
    ],
)
def test_a_draft_is_refused_where_it_cannot_begin(area_code: str, start: HandbookStart, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        handbook_draft(area_code=area_code, title="手册", start=start, actor=KEEPER, at=NOON)
    assert set(refused.value.fields) == {field}
    assert CatalogueItem.objects.exists()
    assert not Handbook.objects.exists()
