"""Every way the handbook can change. A published version never does: its faults are mended in the next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import get_current_timezone

from xiuhua.access.services import require
from xiuhua.files.models import StoredFile
from xiuhua.files.terms import PhotoRange
from xiuhua.ground.models import Area, CatalogueItem, ExamplePhoto, Handbook, HandbookLine, Unit
from xiuhua.ground.queries.catalogue import item_get
from xiuhua.ground.queries.handbook import (
    UNITS,
    handbook_draft_of,
    handbook_lock,
    handbook_state,
    line_get,
    lines_lacking,
    photo_get,
)
from xiuhua.ground.queries.seed import seed_rows
from xiuhua.ground.rules.limits import Limit, Manual, limit_read, limit_text
from xiuhua.ground.terms.catalogue import (
    HandbookAct,
    HandbookStart,
    HandbookState,
    ItemKind,
    Standard,
)
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import CityError, Invalid

_DISTRICT_LENGTH = 6
_LACKING_NAMED = 5
_IMPORT_TITLE = "指挥手册（导入）"
_REFERENCE = "运城 2013 码，参考条目，须按本地标准调整"
_REFERENCE_CHECK = "须按本地立案、处置和结案标准逐条核定"
_LINE_COLUMNS = (
    "filing_condition", "limit_amount", "limit_unit", "manual_reason", "closing_condition",
    "steward", "owner", "keeper", "handler", "source", "unchecked",
)  # fmt: skip


class DraftOpen(CityError):
    """The area has a draft already. Arguments: number."""

    code: ClassVar[str] = "handbook_draft_open"
    http_status: ClassVar[int] = 409


class Incomplete(CityError):
    """Lines lack a limit or a closing condition. Arguments: count, lines (the first few)."""

    code: ClassVar[str] = "handbook_incomplete"
    http_status: ClassVar[int] = 409


class RowsUsed(CityError):
    """The lines of an import are published by now. Arguments: number."""

    code: ClassVar[str] = "handbook_row_used"
    http_status: ClassVar[int] = 409


class InForce(CityError):
    """The version already holds, or held once. Arguments: number."""

    code: ClassVar[str] = "handbook_in_force"
    http_status: ClassVar[int] = 409


@dataclass(frozen=True, kw_only=True)
class LineText:
    """What a line is to say. `units` are the ids of those named, by role: steward, owner, keeper, handler."""

    filing_condition: str
    limit: Limit | Manual | None = None
    closing_condition: str = ""
    units: Mapping[str, int | None] = field(default_factory=dict)
    source: str = ""
    unchecked: str = ""


# --- drafting ----------------------------------------------------------------------------------------------


@transaction.atomic
def handbook_draft(
    *, area_code: str, title: str, start: HandbookStart, actor: Actor, at: datetime
) -> Handbook:
    """Begin a version for a city or district: from the version before, from the reference lines, or empty.

    Raises:
        Invalid: there is no such city or district, no title, or no version before.
        DraftOpen: the area has a draft already.
    """
    _draft_check(area_code, title)
    require(actor, HandbookAct.DRAFT, Handbook(area_code=area_code, state=HandbookState.DRAFT.value))
    open_draft = handbook_draft_of(area_code)
    if open_draft is not None:
        raise DraftOpen(number=open_draft.number)
    book = Handbook.objects.create(
        area_code=area_code,
        number=_next_number(area_code),
        title=title.strip(),
        previous=_previous(area_code) if start is HandbookStart.PREVIOUS else None,
        recorded_at=at,
        updated_at=at,
    )
    _draft_fill(book, start)
    _entry(
        book,
        HandbookAct.DRAFT,
        actor=actor,
        at=at,
        detail={"start": start.value},
        words={"title.after": title},
    )
    return book


def _draft_check(area_code: str, title: str) -> None:
    area = (
        Area.objects.select_for_update().defer("shape").filter(code=area_code).first()
    )  # one draft at a time
    faults = {}
    if area is None or len(area_code) > _DISTRICT_LENGTH:
        faults["area_code"] = "handbook_area_unknown"
    if not title.strip():
        faults["title"] = "handbook_title_empty"
    if faults:
        raise Invalid(fields=faults)


def _next_number(area_code: str) -> int:
    return (Handbook.objects.filter(area_code=area_code).aggregate(last=Max("number"))["last"] or 0) + 1


def _previous(area_code: str) -> Handbook:
    published = Handbook.objects.filter(area_code=area_code, state=HandbookState.PUBLISHED.value)
    found = published.order_by("-effective_at", "-pk").first()
    if found is None:
        raise Invalid(fields={"start": "handbook_no_previous"})
    return found


def _draft_fill(book: Handbook, start: HandbookStart) -> None:
    if book.previous is not None:
        _lines_copy(book.previous, book)
    elif start is HandbookStart.DEFAULT_2026:
        HandbookLine.objects.bulk_create(_reference_lines(book, Standard.GB_2026))
    elif start is HandbookStart.DEFAULT_2013:
        HandbookLine.objects.bulk_create(_reference_lines(book, Standard.GB_2013))


def _lines_copy(before: Handbook, book: Handbook) -> None:
    """Copy lines and photos of a version; a photo's file is shared, because files never change."""
    old = list(HandbookLine.objects.filter(handbook=before).prefetch_related("photos").order_by("pk"))
    rows = [
        HandbookLine(
            handbook=book, item_id=line.item_id, sequence=line.sequence,
            **{name: getattr(line, name) for name in _LINE_COLUMNS if name not in UNITS},
            **{f"{unit}_id": getattr(line, f"{unit}_id") for unit in UNITS},
        )
        for line in old
    ]  # fmt: skip
    made = HandbookLine.objects.bulk_create(rows)
    ExamplePhoto.objects.bulk_create(
        ExamplePhoto(line=new, file_id=photo.file_id, shot=photo.shot, caption=photo.caption)
        for line, new in zip(old, made, strict=True)
        for photo in line.photos.all()
    )


def _reference_lines(book: Handbook, standard: Standard) -> list[HandbookLine]:
    """Return a city's published table, condensed and reworded, under the codes of one standard."""
    items = {(item.kind, item.code): item for item in CatalogueItem.objects.filter(standard=standard.value)}
    found = []
    for row in seed_rows("handbook_yuncheng"):
        key = (row["kind_2013"], row["code_2013"])
        if standard is Standard.GB_2026:
            key = (ItemKind.MATTER.value, row["matter_2026"])
        if key in items:
            limit = limit_read(row["limit"])
            found.append(
                HandbookLine(
                    handbook=book,
                    item=items[key],
                    sequence=int(row["sequence"]),
                    filing_condition=row["condition"],
                    closing_condition=row["closing"],
                    source=f"{_REFERENCE}（{row['code_2013'] or '扩展'}）",
                    unchecked=_REFERENCE_CHECK,
                    **_limit_columns(limit),
                )
            )
    return found


def _limit_columns(limit: Limit | Manual | None) -> dict[str, int | str | None]:
    if isinstance(limit, Limit):
        return {"limit_amount": limit.amount, "limit_unit": limit.unit.value, "manual_reason": ""}
    return {"limit_amount": None, "limit_unit": "", "manual_reason": limit.reason if limit else ""}


# --- lines -------------------------------------------------------------------------------------------------


@transaction.atomic
def handbook_line_add(
    *, handbook_id: int, item_id: int, text: LineText, actor: Actor, at: datetime
) -> HandbookLine:
    """Add a condition to an item of a draft, after those it has."""
    book = _draft_lock(handbook_id, HandbookAct.EDIT, actor)
    item = item_get(item_id)
    _text_check(text)
    last = HandbookLine.objects.filter(handbook=book, item=item).aggregate(last=Max("sequence"))["last"] or 0
    line = HandbookLine(handbook=book, item=item, sequence=last + 1)
    _text_take(line, text)
    line.save()
    _line_entry(line, {}, actor=actor, at=at)
    return line


@transaction.atomic
def handbook_line_change(*, line_id: int, text: LineText, actor: Actor, at: datetime) -> HandbookLine:
    """Change what a line of a draft says."""
    line = line_get(line_id)
    line.handbook = _draft_lock(line.handbook_id, HandbookAct.EDIT, actor)
    _text_check(text)
    before = _line_said(line)
    _text_take(line, text)
    line.save()
    _line_entry(line, before, actor=actor, at=at)
    return line


@transaction.atomic
def handbook_line_drop(*, line_id: int, reason: str, actor: Actor, at: datetime) -> None:
    """Take a line, with its photos, out of a draft."""
    line = line_get(line_id)
    line.handbook = _draft_lock(line.handbook_id, HandbookAct.EDIT, actor)
    if not reason.strip():
        raise Invalid(fields={"reason": "handbook_reason_empty"})
    before = _line_said(line)
    line.photos.all().delete()
    HandbookLine.objects.filter(pk=line.pk).delete()
    _entry(
        line.handbook, HandbookAct.EDIT, actor=actor, at=at, detail=_line_detail(line),
        words={
            "item.before": f"{line.item.code} {line.item.zh}",
            **{f"{name}.before": said for name, said in before.items() if said},
            "reason": reason.strip(),
        },
    )  # fmt: skip


@transaction.atomic
def handbook_units_assign(
    *, handbook_id: int, prefix: str, units: Mapping[str, int], actor: Actor, at: datetime
) -> int:
    """Name units for every line whose code begins so, `06` or `06010`; return how many lines.

    Raises:
        Invalid: no unit is named, or no line has such a code.
    """
    book = _draft_lock(handbook_id, HandbookAct.EDIT, actor)
    if not units:
        raise Invalid(fields={"": "handbook_units_none"})
    _units_check(units)
    # Asked first and by itself: inside the update the planner may read every item again for every line.
    items = list(CatalogueItem.objects.filter(code__startswith=prefix).values_list("pk", flat=True))
    lines = HandbookLine.objects.filter(handbook=book, item_id__in=items)
    count = lines.update(**{f"{unit}_id": pk for unit, pk in units.items()})
    if not count:
        raise Invalid(fields={"code": "handbook_prefix_unknown"})
    names = {unit.pk: unit.name for unit in Unit.objects.filter(pk__in=units.values())}
    _entry(
        book, HandbookAct.EDIT, actor=actor, at=at, detail={"prefix": prefix, "lines": count},
        words={f"{role}.after": names[pk] for role, pk in units.items()},
    )  # fmt: skip
    return count


@transaction.atomic
def handbook_photo_add(
    *, line_id: int, file: StoredFile, shot: PhotoRange, caption: str, actor: Actor, at: datetime
) -> ExamplePhoto:
    """Add an example photo to a line of a draft."""
    line = line_get(line_id)
    book = _draft_lock(line.handbook_id, HandbookAct.EDIT, actor)
    photo = ExamplePhoto.objects.create(line=line, file=file, shot=shot.value, caption=caption.strip())
    detail = {**_line_detail(line), "sha256": file.sha256}
    _entry(
        book,
        HandbookAct.EDIT,
        actor=actor,
        at=at,
        detail=detail,
        words={"photo.after": caption.strip() or shot.zh},
    )
    return photo


@transaction.atomic
def handbook_photo_drop(*, photo_id: int, actor: Actor, at: datetime) -> None:
    """Take an example photo out of a draft. Its file stays: other versions may show it."""
    photo = photo_get(photo_id)
    book = _draft_lock(photo.line.handbook_id, HandbookAct.EDIT, actor)
    detail = {**_line_detail(photo.line), "sha256": photo.file.sha256}
    said = photo.caption or PhotoRange(photo.shot).zh
    ExamplePhoto.objects.filter(pk=photo.pk).delete()
    _entry(book, HandbookAct.EDIT, actor=actor, at=at, detail=detail, words={"photo.before": said})


def _draft_lock(handbook_id: int, act: HandbookAct, actor: Actor) -> Handbook:
    book = handbook_lock(handbook_id)
    require(actor, act, book)
    return book


def _text_check(text: LineText) -> None:
    if not text.filing_condition.strip():
        raise Invalid(fields={"filing_condition": "handbook_condition_empty"})
    _units_check({role: pk for role, pk in text.units.items() if pk is not None})


def _units_check(units: Mapping[str, int]) -> None:
    known = set(Unit.objects.filter(pk__in=units.values()).values_list("pk", flat=True))
    unknown = next((role for role, pk in units.items() if pk not in known), None)
    if unknown is not None:
        raise Invalid(fields={unknown: "handbook_unit_unknown"})


def _text_take(line: HandbookLine, text: LineText) -> None:
    line.filing_condition = text.filing_condition.strip()
    line.closing_condition = text.closing_condition.strip()
    line.source, line.unchecked = text.source.strip(), text.unchecked.strip()
    columns: dict[str, object] = {
        **_limit_columns(text.limit),
        **{f"{u}_id": text.units.get(u) for u in UNITS},
    }
    for name, value in columns.items():
        setattr(line, name, value)


def _line_said(line: HandbookLine) -> dict[str, str]:
    """Return a line's words by the names under which the story tells them."""
    units = Unit.objects.in_bulk([pk for role in UNITS if (pk := getattr(line, f"{role}_id"))])
    return {
        "condition": line.filing_condition,
        "limit": limit_text(line.limit),
        "closing": line.closing_condition,
        **{role: str(units.get(getattr(line, f"{role}_id"), "")) for role in UNITS},
    }


def _line_detail(line: HandbookLine) -> dict[str, str | int]:
    return {"item": line.item.code, "kind": line.item.kind, "sequence": line.sequence}


def _line_entry(line: HandbookLine, before: Mapping[str, str], *, actor: Actor, at: datetime) -> None:
    after = _line_said(line)
    changed = [name for name in after if before.get(name, "") != after[name]]
    words = {f"{name}.before": before[name] for name in changed if before.get(name)}
    words |= {f"{name}.after": after[name] for name in changed if after[name]}
    _entry(
        line.handbook, HandbookAct.EDIT, actor=actor, at=at, detail=_line_detail(line),
        words={"item.after": f"{line.item.code} {line.item.zh}", **words},
    )  # fmt: skip


def _entry(
    book: Handbook, act: HandbookAct, *, actor: Actor, at: datetime,
    detail: Mapping[str, str | int], words: Mapping[str, str],
) -> None:  # fmt: skip
    """Record an act on a version; its state covers every line and photo."""
    Handbook.objects.filter(pk=book.pk).update(updated_at=at)
    entry_append(
        at=at,
        actor=actor,
        act=act,
        subject=f"handbook:{book.pk}",
        area=book.area_code,
        detail=detail,
        words=words,
        state=handbook_state(book),
    )


# --- publishing --------------------------------------------------------------------------------------------


@transaction.atomic
def handbook_publish(
    *, handbook_id: int, document_number: str, effective_at: datetime, basis: StoredFile | None = None,
    actor: Actor, at: datetime,
) -> Handbook:  # fmt: skip
    """Publish a draft with its document number, paper and the day from which it holds.

    Raises:
        Incomplete: lines lack a limit or a closing condition; the first few are named.
        Invalid: there are no lines, no document number, or the day is past or taken by another version.
    """
    book = _draft_lock(handbook_id, HandbookAct.PUBLISH, actor)
    _publish_check(book, document_number, effective_at, at=at)
    _lacking_check(book)
    book.state, book.published_at, book.updated_at = HandbookState.PUBLISHED.value, at, at
    book.document_number, book.effective_at, book.basis = document_number.strip(), effective_at, basis
    book.save(
        update_fields=["state", "published_at", "updated_at", "document_number", "effective_at", "basis"]
    )
    _entry(
        book, HandbookAct.PUBLISH, actor=actor, at=at,
        detail={"effective_at": int(effective_at.timestamp()), **({"basis": basis.sha256} if basis else {})},
        words={
            "document_number.after": book.document_number,
            "effective.after": f"{_midnight(effective_at):%Y-%m-%d}",
        },
    )  # fmt: skip
    return book


def _publish_check(book: Handbook, document_number: str, effective_at: datetime, *, at: datetime) -> None:
    faults = {}
    if not document_number.strip():
        faults["document_number"] = "handbook_number_empty"
    if effective_at < _midnight(at):
        faults["effective_on"] = "handbook_day_past"
    elif Handbook.objects.filter(
        area_code=book.area_code, state=HandbookState.PUBLISHED.value, effective_at__gte=effective_at
    ).exists():
        faults["effective_on"] = "handbook_day_taken"
    if not HandbookLine.objects.filter(handbook=book).exists():
        faults[""] = "handbook_empty"
    if faults:
        raise Invalid(fields=faults)


def _midnight(at: datetime) -> datetime:
    """Return the beginning of the day, in the city's zone."""
    return at.astimezone(get_current_timezone()).replace(hour=0, minute=0, second=0, microsecond=0)


def _lacking_check(book: Handbook) -> None:
    lacking = lines_lacking(book)
    if lacking:
        named = "、".join(f"{line.item} #{line.sequence}" for line in lacking[:_LACKING_NAMED])
        raise Incomplete(count=len(lacking), lines=named)


@transaction.atomic
def handbook_withdraw(*, handbook_id: int, reason: str, actor: Actor, at: datetime) -> Handbook:
    """Take back a draft, or a published version before its day has come.

    Raises:
        InForce: its day has come; a new version must take over.
    """
    book = _draft_lock(handbook_id, HandbookAct.WITHDRAW, actor)
    if book.effective_at is not None and book.effective_at <= at:
        raise InForce(number=book.number)
    if not reason.strip():
        raise Invalid(fields={"reason": "handbook_reason_empty"})
    book.state = HandbookState.WITHDRAWN.value
    book.save(update_fields=["state"])
    _entry(book, HandbookAct.WITHDRAW, actor=actor, at=at, detail={}, words={"reason": reason.strip()})
    return book


# --- importing ---------------------------------------------------------------------------------------------


@transaction.atomic
def handbook_lines_import(
    *, area_code: str, lines: Sequence[tuple[int, int, LineText]], actor: Actor, at: datetime
) -> list[int]:
    """Write lines (item, number, text) into the open draft of an area, or into a new one; return their ids.

    A line that is there is replaced. One entry on the version records the whole batch.
    """
    open_draft = handbook_draft_of(area_code) or handbook_draft(
        area_code=area_code, title=_IMPORT_TITLE, start=HandbookStart.EMPTY, actor=actor, at=at
    )
    book = _draft_lock(open_draft.pk, HandbookAct.IMPORT, actor)
    known = {(line.item_id, line.sequence): line for line in HandbookLine.objects.filter(handbook=book)}
    asked = {(item, number): text for item, number, text in lines}
    fresh = {
        (item, number): HandbookLine(handbook=book, item_id=item, sequence=number)
        for item, number in asked.keys() - known.keys()
    }
    rows = {**known, **fresh}
    for key, text in asked.items():
        _text_take(rows[key], text)
    HandbookLine.objects.bulk_update([known[key] for key in asked.keys() & known.keys()], _LINE_COLUMNS)
    HandbookLine.objects.bulk_create(fresh.values())
    _entry(book, HandbookAct.IMPORT, actor=actor, at=at, detail={"lines": len(asked)}, words={})
    return [rows[item, number].pk for item, number, _text in lines]


@transaction.atomic
def handbook_import_revert(
    *, made: Sequence[int], before: Mapping[int, LineText], actor: Actor, at: datetime
) -> None:
    """Take an import back: lines it made go, with their photos; lines it changed get their former words.

    Raises:
        RowsUsed: their version is published by now.
    """
    lines = list(HandbookLine.objects.filter(pk__in=[*made, *before]).select_related("item"))
    for handbook_id in sorted({line.handbook_id for line in lines}):
        book = handbook_lock(handbook_id)
        if book.state != HandbookState.DRAFT.value:
            raise RowsUsed(number=book.number)
        require(actor, HandbookAct.IMPORT, book)
        changed = [line for line in lines if line.handbook_id == handbook_id and line.pk in before]
        for line in changed:
            _text_take(line, before[line.pk])
        HandbookLine.objects.bulk_update(changed, _LINE_COLUMNS)
        gone = [line.pk for line in lines if line.handbook_id == handbook_id and line.pk not in before]
        ExamplePhoto.objects.filter(line__in=gone).delete()
        HandbookLine.objects.filter(pk__in=gone).delete()
        detail = {"gone": len(gone), "back": len(changed)}
        _entry(book, HandbookAct.IMPORT, actor=actor, at=at, detail=detail, words={})
