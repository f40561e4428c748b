"""Files of duties: each becomes a draft, one a district, which a person looks at and publishes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta

from django.utils.timezone import localtime

from xiuhua.ground.models import Duty, DutyDraftLine
from xiuhua.ground.queries.duty_revisions import lines_known
from xiuhua.ground.services.duty_revisions import (
    LineCodes,
    NewLine,
    draft_lines_put,
    draft_lines_take_back,
    line_faults,
    revision_draft,
)
from xiuhua.ground.terms.duties import ChiefLevel, DutyAct, DutyGround, DutyHours
from xiuhua.intake.rules import Applied, Change, Column, ColumnKind, Fault, ImportKind, Known, Record, Value
from xiuhua.shared.actor import Actor
from xiuhua.web.days import day_after, midnight
from xiuhua.web.seams import areas_for

_DAY = timedelta(days=1)


class DutyImporter:
    """Duties, known by their code: as the latest draft has them, else as they are in force."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the duty table is public
        """Return what each code means now."""
        return {key: _known(row) for key, row in lines_known(keys).items()}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - no row leans on another
        """Return what is wrong with areas, units, matters, levels and posts."""
        lines = [_line(record.values) for record in records]
        known, reach = LineCodes.read(lines), areas_for(actor, DutyAct.DRAFT)
        return [
            Fault(row=record.row, column=_COLUMN_OF.get(field, field), code=code)
            for record, line in zip(records, lines, strict=True)
            for field, code in _faults(line, known, reach).items()
        ]

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Put the rows into the draft of their district, begun with the first of them."""
        rows: dict[str, int] = {}
        by_district: dict[str, list[NewLine]] = {}
        for change in changes:
            line = _line(change.record.values)
            by_district.setdefault(line.area_code[:6], []).append(line)
        for district, lines in by_district.items():
            title = f"导入 {localtime(at):%Y-%m-%d %H:%M}"
            revision = revision_draft(title=title, area_code=district, actor=actor, at=at, again=True)
            made = draft_lines_put(revision_id=revision.pk, lines=lines, actor=actor, at=at)
            rows |= {row.code: row.pk for row in made}
        return [Applied(key=change.key, pk=rows[change.key], before=change.before) for change in changes]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take the lines out of their drafts; a draft left empty is withdrawn.

        Raises:
            NotAllowedNow: the draft has been published: withdraw it, or draft another change.
        """
        draft_lines_take_back(line_ids=[item.pk for item in applied], actor=actor, at=at)


_COLUMN_OF = {"unit_code": "unit"}


def _faults(line: NewLine, known: LineCodes, reach: Sequence[str]) -> dict[str, str]:
    found = line_faults(line, known, area_code="")
    if "area_code" not in found and not any(line.area_code.startswith(area) for area in reach):
        found["area_code"] = "duty_area_outside"
    return found


def _line(values: Mapping[str, Value]) -> NewLine:
    def said(name: str) -> str:
        return str(values.get(name) or "").strip()

    return NewLine(
        code=said("code"),
        area_code=said("area_code"),
        matter=said("matter"),
        class_code=said("class_code"),
        hours=DutyHours(said("hours") or DutyHours.ALWAYS.value),
        ground=DutyGround(said("ground")),
        level=ChiefLevel(said("level")) if said("level") else None,
        unit_code=said("unit"),
        work_number=said("work_number"),
        role=said("role"),
        since=_begins(values.get("since")),
        until=_ends(values.get("until")),
        note=said("note"),
    )


def _begins(day: Value) -> datetime | None:
    return midnight(day) if isinstance(day, date) else None


def _ends(day: Value) -> datetime | None:
    """Return when a period is over: a file names the last day that counts."""
    return day_after(day) if isinstance(day, date) else None


def _known(row: Duty | DutyDraftLine) -> Known:
    since, until = (
        (row.validity.lower, row.validity.upper) if isinstance(row, Duty) else (row.since, row.until)
    )
    return Known(
        pk=row.pk,
        values={
            "code": row.code,
            "area_code": row.area.code,
            "matter": row.item.code if row.item else None,
            "class_code": row.class_code or None,
            "hours": row.hours,
            "ground": row.ground,
            "level": row.level or None,
            "unit": row.unit.code,
            "work_number": row.post.person.work_number if row.post else None,
            "role": row.post.role if row.post else None,
            "since": localtime(since).date() if since else None,
            "until": localtime(until - _DAY).date() if until else None,
            "note": row.note or None,
        },
    )


def _column(key: str, zh: str, en: str, *, required: bool = False, length: int | None = None) -> Column:
    return Column(key=key, zh=zh, en=en, required=required, max_length=length)


DUTIES = ImportKind(
    key="duties",
    zh="职责表",
    en="Duty table",
    act=DutyAct.DRAFT,
    key_column="code",
    importer=DutyImporter(),
    columns=(
        _column("code", "职责编号", "Code", required=True, length=40),
        _column("area_code", "区域代码", "Area code", required=True, length=20),
        _column("matter", "事项代码", "Matter", length=5),
        _column("class_code", "大类代码", "Class", length=2),
        Column(key="hours", zh="时段", en="Hours", kind=ColumnKind.TERM, vocabulary=DutyHours),
        Column(
            key="ground", zh="依据", en="Ground", kind=ColumnKind.TERM, vocabulary=DutyGround, required=True
        ),
        Column(key="level", zh="路长级别", en="Level", kind=ColumnKind.TERM, vocabulary=ChiefLevel),
        _column("unit", "责任单位代码", "Unit", required=True, length=18),
        _column("work_number", "工号", "Work number", length=30),
        _column("role", "岗位角色", "Role", length=40),
        Column(key="since", zh="开始日期", en="Since", kind=ColumnKind.DATE),
        Column(key="until", zh="结束日期", en="Until", kind=ColumnKind.DATE),
        _column("note", "备注", "Note", length=200),
    ),
)
