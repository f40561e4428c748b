"""Questions about changes to the duty table: what a draft would do, and what it would break."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.db.models import Count, F, Q, QuerySet

from xiuhua.ground.models import Area, Duty, DutyDraftLine, DutyRevision
from xiuhua.ground.queries.duties import duties_open, duty_lines, instant_kept
from xiuhua.ground.rules.duties import (
    Binding,
    Body,
    DutyLine,
    Segment,
    Violation,
    binding_violations,
    chief_violations,
)
from xiuhua.ground.rules.people import holds_at
from xiuhua.ground.terms.areas import AreaLevel, AreaState
from xiuhua.ground.terms.duties import DraftVerb, DutyGround, RevisionState
from xiuhua.shared.errors import NotFound
from xiuhua.web.areas import within

_SEGMENT_GROUNDS = (DutyGround.THREE_FIXES.value, DutyGround.ROAD_CHIEF.value)


def revisions_all() -> QuerySet[DutyRevision]:
    """Return every change, with the number of its lines."""
    return DutyRevision.objects.select_related("basis").annotate(line_count=Count("lines"))


def revision_get(revision_id: int) -> DutyRevision:
    """Return a change.

    Raises:
        NotFound: there is none.
    """
    found = revisions_all().filter(pk=revision_id).first()
    if found is None:
        raise NotFound(kind="duty_revision", key=str(revision_id))
    return found


def revision_lock(revision_id: int) -> DutyRevision:
    """Return a change, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    found = DutyRevision.objects.select_for_update().filter(pk=revision_id).first()
    if found is None:
        raise NotFound(kind="duty_revision", key=str(revision_id))
    return found


def draft_lines(revision: DutyRevision) -> QuerySet[DutyDraftLine]:
    """Return the lines of a change with their names and those of the lines they replace or end."""
    return (
        DutyDraftLine.objects.filter(revision=revision)
        .select_related("area", "item", "unit", "post", "target", "target__unit")
        .defer("area__shape", "area__line")
        .annotate(person_name=F("post__person__name"), before_name=F("target__post__person__name"))
        .order_by("area__code", "ground", "level", "code")
    )


def draft_line_get(revision_id: int, line_id: int) -> DutyDraftLine:
    """Return a line of a change, with its names.

    Raises:
        NotFound: the change has no such line, or has it no more.
    """
    found = draft_lines(revision_get(revision_id)).filter(pk=line_id).first()
    if found is None:
        raise NotFound(kind="duty_line", key=str(line_id))
    return found


@dataclass(frozen=True, kw_only=True)
class Gap:
    """An area in which nobody answers any more on a ground."""

    area: str
    ground: str


@dataclass(frozen=True, kw_only=True)
class DraftOutcome:
    """What publishing a draft at an instant would lead to."""

    lines: Sequence[DutyDraftLine]
    gaps: Sequence[Gap]
    violations: Sequence[Violation]


def draft_outcome(revision: DutyRevision, *, at: datetime) -> DraftOutcome:
    """Return what a draft would change, leave open and break if it were in force from an instant."""
    lines = list(draft_lines(revision))
    return DraftOutcome(
        lines=lines, gaps=_gaps(lines, at), violations=table_violations(revision, lines, at=at)
    )


def _gaps(lines: Sequence[DutyDraftLine], at: datetime) -> list[Gap]:
    """Return what is ended without anybody remaining, on the same ground in the same area."""
    ended = [line.target for line in lines if line.target]
    touched = {(duty.area_id, duty.ground) for duty in ended}
    given = {(line.area_id, line.ground) for line in lines if line.verb != DraftVerb.END.value}
    remaining = set(
        Duty.objects.filter(area_id__in={area for area, _ground in touched}, validity__contains=at)
        .exclude(pk__in=[duty.pk for duty in ended])
        .values_list("area_id", "ground")
    )
    names = {line.area_id: line.area.name for line in lines}
    bare = sorted(touched - given - remaining)
    return [Gap(area=names.get(area, ""), ground=ground) for area, ground in bare]


def table_violations(
    revision: DutyRevision, lines: Sequence[DutyDraftLine], *, at: datetime
) -> tuple[Violation, ...]:
    """Return where the table would break R-12 or R-13 inside the revision's area, with the draft in force."""
    segments = [
        Segment(id=row["id"], name=row["name"], road=row["road__name"] or "")
        for row in Area.objects.filter(
            within("code", [revision.area_code]),
            level=AreaLevel.SEGMENT.value,
            state=AreaState.VALID.value,
        )
        .order_by("code")
        .values("id", "name", "road__name")
    ]
    bindings = [*_bindings_kept(revision, lines, at), *_bindings_drafted(lines, at)]
    return (*binding_violations(segments, bindings), *chief_violations(segments, bindings))


def _bindings_kept(revision: DutyRevision, lines: Sequence[DutyDraftLine], at: datetime) -> Iterator[Binding]:
    rows = (
        Duty.objects.filter(
            within("area_code", [revision.area_code]), ground__in=_SEGMENT_GROUNDS, validity__contains=at
        )
        .exclude(pk__in=[line.target_id for line in lines if line.target_id])
        .annotate(post_holds=Q(post__validity__contains=at))
        .values_list("area_id", "ground", "level", "post__person_id", "post_holds")
    )
    for area, ground, level, person, holds in rows:
        yield Binding(area_id=area, ground=ground, level=level, person_id=person if holds else None)


def _bindings_drafted(lines: Sequence[DutyDraftLine], at: datetime) -> Iterator[Binding]:
    for line in lines:
        if line.verb == DraftVerb.END.value or line.ground not in _SEGMENT_GROUNDS:
            continue
        post = line.post
        opens = max(at, line.since or at)
        holds = post is not None and holds_at(post.validity.lower, post.validity.upper, opens)
        yield Binding(
            area_id=line.area_id,
            ground=line.ground,
            level=line.level,
            person_id=post.person_id if post and holds else None,
        )


def lines_tried(revision: DutyRevision, *, at: datetime) -> tuple[list[DutyLine], list[DutyLine]]:
    """Return the duty table of a change's district as it is, and as it would be with the change in force.

    Every line counts as if it had always held, so that the past can be asked of both tables.
    """
    district = revision.area_code[:_DISTRICT]
    areas = Duty.objects.filter(within("area_code", [district])).values_list("area_id", flat=True)
    before = duty_lines(set(areas), at=at)
    drafts = list(draft_lines(revision))
    gone = {line.target_id for line in drafts if line.target_id}
    kept = [line for line in before if line.duty_id not in gone]
    added = [_line_drafted(line) for line in drafts if line.verb != DraftVerb.END.value]
    return [_always(line) for line in before], [*map(_always, kept), *added]


def _always(line: DutyLine) -> DutyLine:
    return replace(line, since=_LONG_AGO, until=None, seat=None)


def _line_drafted(line: DutyDraftLine) -> DutyLine:
    return DutyLine(
        duty_id=-line.pk, area_id=line.area_id, area=line.area.name, area_level=line.area.level,
        ground=line.ground, level=line.level, item=line.item.code if line.item else "",
        item_kind=line.item.kind if line.item else "", item_name=line.item.zh if line.item else "",
        class_code=line.class_code, hours=line.hours, since=_LONG_AGO,
        body=Body(id=line.unit_id, name=line.unit.name),
    )  # fmt: skip


_DISTRICT = 6  # digits
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def revisions_open() -> QuerySet[DutyRevision]:
    """Return the drafts, newest first."""
    return DutyRevision.objects.filter(state=RevisionState.DRAFT.value).order_by("-pk")


def lines_known(codes: Collection[str]) -> dict[str, Duty | DutyDraftLine]:
    """Return what some codes mean now: as the latest open draft has them, else as they stand in the table."""
    related = ("area", "item", "unit", "post__person")
    lines = DutyDraftLine.objects.filter(code__in=codes, revision__state=RevisionState.DRAFT.value).exclude(
        verb=DraftVerb.END.value
    )
    drafted = {row.code: row for row in lines.select_related(*related).order_by("pk")}
    return {**duties_open(codes, *related), **drafted}


def revision_state(revision: DutyRevision) -> dict[str, str | int | None]:
    """Return the columns of a change that the ledger answers for."""
    return {
        "area_code": revision.area_code,
        "title": revision.title,
        "document_number": revision.document_number,
        "state": revision.state,
        "effective_at": instant_kept(revision.effective_at),
        "basis": revision.basis_id,
    }


def revision_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every change's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, revision_state(row)) for row in DutyRevision.objects.order_by("pk").iterator())
