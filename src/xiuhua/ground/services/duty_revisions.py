"""Every way the duty table can change: drafted, published from a date, withdrawn until that date."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from xiuhua.access.services import require
from xiuhua.files.models import StoredFile
from xiuhua.ground.models import Area, CatalogueItem, Duty, DutyDraftLine, DutyRevision, Post, Unit
from xiuhua.ground.queries import duties as duty_queries
from xiuhua.ground.queries import duty_revisions as queries
from xiuhua.ground.rules.duties import Violation
from xiuhua.ground.services.duties import duty_entries
from xiuhua.ground.terms.catalogue import ItemKind, Standard
from xiuhua.ground.terms.duties import ChiefLevel, DraftVerb, DutyAct, DutyGround, DutyHours, RevisionState
from xiuhua.ledger.services import entry_append
from xiuhua.shared.actor import Actor
from xiuhua.shared.errors import CityError, Conflict, Invalid, NotAllowedNow, NotFound

_NAMED_IN_REFUSAL = 5


class SegmentsUnbound(CityError):
    """R-13: some segments would not have exactly one named person. Arguments: places, count."""

    code = "duty_segments_unbound"
    http_status = 422


class ChiefsMissing(CityError):
    """R-12: some roads would lack one of their five names. Arguments: places, count."""

    code = "duty_chiefs_missing"
    http_status = 422


@dataclass(frozen=True, kw_only=True)
class NewLine:
    """A line as a form or a file brings it; codes, not keys. `work_number` names a person through a post."""

    code: str
    area_code: str
    ground: DutyGround
    unit_code: str
    matter: str = ""
    class_code: str = ""
    hours: DutyHours = DutyHours.ALWAYS
    level: ChiefLevel | None = None
    work_number: str = ""
    role: str = ""
    since: datetime | None = None
    until: datetime | None = None
    note: str = ""


@transaction.atomic
def revision_draft(
    *, title: str, area_code: str, actor: Actor, at: datetime, again: bool = False
) -> DutyRevision:
    """Begin a change to the duty table of an area.

    Args:
        title: what it is called.
        area_code: where it holds.
        actor: who.
        at: when.
        again: go on with the draft of this title and area that was begun at the same instant, where there is
            one: a long file comes in batches.

    Raises:
        Invalid: the title is empty, or no area has this code.
        NotPermitted: the area is not the actor's.
    """
    fields = {} if title.strip() else {"title": "duty_title_empty"}
    if not area_code.isdigit() or not Area.objects.filter(code=area_code).exists():
        fields["area_code"] = "duty_area_unknown"
    if fields:
        raise Invalid(fields=fields, code=area_code)
    revision = DutyRevision(
        area_code=area_code,
        title=title.strip(),
        state=RevisionState.DRAFT.value,
        recorded_at=at,
        updated_at=at,
    )
    require(actor, DutyAct.DRAFT, revision)
    begun = DutyRevision.objects.filter(
        title=revision.title, area_code=area_code, recorded_at=at, state=RevisionState.DRAFT.value
    ).first()
    if again and begun is not None:
        return begun
    revision.save(force_insert=True)
    _revision_entry(revision, DutyAct.DRAFT, actor=actor, at=at)
    return revision


@transaction.atomic
def draft_lines_put(
    *, revision_id: int, lines: Sequence[NewLine], actor: Actor, at: datetime
) -> list[DutyDraftLine]:
    """Put lines into a draft, all or none.

    A code that is in force is replaced; one that the draft has already is corrected.

    Raises:
        Invalid: a code is unknown or does not fit; `code` names the first such line.
        NotAllowedNow: the change is no draft any more.
    """
    revision = queries.revision_lock(revision_id)
    require(actor, DutyAct.CHANGE, revision)
    known = LineCodes.read(lines)
    drafts = [_line_draft(line, known, revision) for line in lines]
    DutyDraftLine.objects.filter(revision=revision, code__in=[row.code for row in drafts]).delete()
    made = DutyDraftLine.objects.bulk_create(drafts, batch_size=500)
    _changed(revision, actor=actor, at=at, put=len(made))
    return made


@transaction.atomic
def draft_lines_end(*, revision_id: int, duty_ids: Collection[int], actor: Actor, at: datetime) -> int:
    """Let a draft end some lines of the table in force; those that it ends or replaces already stay so.

    Raises:
        NotFound: one of them does not exist.
        Invalid: one lies outside the area of the change.
        NotAllowedNow: the change is no draft any more.
    """
    revision = queries.revision_lock(revision_id)
    require(actor, DutyAct.CHANGE, revision)
    known = set(
        DutyDraftLine.objects.filter(revision=revision, target__in=duty_ids).values_list("target", flat=True)
    )
    duties = list(Duty.objects.filter(pk__in=set(duty_ids) - known))
    if len(duties) + len(known) < len(set(duty_ids)):
        raise NotFound(kind="duty", key=str(min(set(duty_ids))))
    outside = next((duty for duty in duties if not duty.area_code.startswith(revision.area_code)), None)
    if outside is not None:
        raise Invalid(fields={"area_code": "duty_area_outside"}, code=outside.code)
    DutyDraftLine.objects.bulk_create([_ending(revision, duty) for duty in duties], batch_size=500)
    _changed(revision, actor=actor, at=at, put=len(duties))
    return len(duties)


def _ending(revision: DutyRevision, duty: Duty) -> DutyDraftLine:
    return DutyDraftLine(
        revision=revision,
        verb=DraftVerb.END.value,
        target=duty,
        code=duty.code,
        area_id=duty.area_id,
        item_id=duty.item_id,
        class_code=duty.class_code,
        hours=duty.hours,
        ground=duty.ground,
        level=duty.level,
        unit_id=duty.unit_id,
        post_id=duty.post_id,
    )


@transaction.atomic
def draft_lines_remove(*, revision_id: int, line_ids: Collection[int], actor: Actor, at: datetime) -> int:
    """Take lines out of a draft again, and return how many were still in it.

    Raises:
        NotAllowedNow: the change is no draft any more.
    """
    revision = queries.revision_lock(revision_id)
    require(actor, DutyAct.CHANGE, revision)
    gone, _by_table = DutyDraftLine.objects.filter(revision=revision, pk__in=line_ids).delete()
    if gone:
        _changed(revision, actor=actor, at=at, removed=gone)
    return gone


@transaction.atomic
def draft_lines_take_back(*, line_ids: Collection[int], actor: Actor, at: datetime) -> None:
    """Take an import's lines out of their drafts; a draft that is left empty is withdrawn.

    Raises:
        NotAllowedNow: a draft has been published meanwhile, or withdrawn.
    """
    lines = DutyDraftLine.objects.filter(pk__in=line_ids).values_list("revision", "pk")
    by_revision: dict[int, list[int]] = {}
    for revision_id, line_id in lines:
        by_revision.setdefault(revision_id, []).append(line_id)
    for revision_id, ids in by_revision.items():
        draft_lines_remove(revision_id=revision_id, line_ids=ids, actor=actor, at=at)
        if not DutyDraftLine.objects.filter(revision=revision_id).exists():
            revision_withdraw(revision_id=revision_id, reason="撤销导入", actor=actor, at=at)


@transaction.atomic
def revision_publish(
    *, revision_id: int, effective_at: datetime, document_number: str, actor: Actor, at: datetime,
    basis: StoredFile | None = None,
) -> DutyRevision:  # fmt: skip
    """Let a draft hold from an instant: close what it replaces or ends, open what it adds.

    Args:
        revision_id: which draft.
        effective_at: from when; not before `at`.
        document_number: of the paper that orders it.
        actor: who.
        at: when it is published.
        basis: the paper itself.

    Raises:
        Invalid: no line, no document number, or a date that has passed.
        SegmentsUnbound, ChiefsMissing: the table would break R-13 or R-12.
        Conflict: a line it ends has been changed by another revision meanwhile.
    """
    revision = queries.revision_lock(revision_id)
    require(actor, DutyAct.PUBLISH, revision)
    # One publication per district at a time: what the rules were asked about must still hold at commit.
    Area.objects.select_for_update().only("pk").filter(code=revision.area_code[:6]).first()
    lines = list(queries.draft_lines(revision))
    _publish_check(lines, effective_at=effective_at, document_number=document_number, at=at)
    _table_check(queries.table_violations(revision, lines, at=effective_at))
    revision.state = RevisionState.PUBLISHED.value
    revision.effective_at, revision.published_at, revision.updated_at = effective_at, at, at
    revision.document_number, revision.basis = document_number.strip(), basis
    revision.save()
    closed = _targets_close(revision, lines)
    opened = _duties_open(revision, lines)
    _revision_entry(revision, DutyAct.PUBLISH, actor=actor, at=at)
    duty_entries(closed, DutyAct.CLOSED, actor=actor, at=at)
    duty_entries(opened, DutyAct.OPENED, actor=actor, at=at)
    return revision


def _publish_check(
    lines: Sequence[DutyDraftLine], *, effective_at: datetime, document_number: str, at: datetime
) -> None:
    fields = {}
    if not lines:
        fields["effective_on"] = "duty_draft_empty"
    elif effective_at < at:
        fields["effective_on"] = "duty_date_passed"
    if not document_number.strip():
        fields["document_number"] = "duty_document_missing"
    if fields:
        raise Invalid(fields=fields)


def _table_check(violations: Sequence[Violation]) -> None:
    unbound = [one for one in violations if one.code != "chief_missing"]
    if unbound:
        raise SegmentsUnbound(places=_places(unbound), count=len(unbound))
    if violations:
        raise ChiefsMissing(places=_places(violations), count=len(violations))


def _places(violations: Sequence[Violation]) -> str:
    """Return the first places, road and segment, and dots where there are more."""
    named = [one.segment for one in violations[:_NAMED_IN_REFUSAL]]
    return "、".join(named) + ("…" if len(violations) > _NAMED_IN_REFUSAL else "")


def _targets_close(revision: DutyRevision, lines: Sequence[DutyDraftLine]) -> list[Duty]:
    by_target = {line.target_id: line for line in lines if line.target_id}
    duties = list(Duty.objects.select_for_update().filter(pk__in=by_target).order_by("pk"))
    for duty in duties:
        line = by_target[duty.pk]
        closes = _opens(line, revision)
        held = duty.validity
        if held.isempty or duty.closed_by_id or held.lower >= closes or (held.upper and held.upper < closes):
            raise Conflict(kind="duty", key=duty.code)
        line.until_before = held.upper
        duty.validity = DateTimeTZRange(held.lower, closes)
        duty.closed_by = revision
    Duty.objects.bulk_update(duties, ["validity", "closed_by"], batch_size=500)
    DutyDraftLine.objects.bulk_update(
        [line for line in by_target.values() if line.until_before], ["until_before"], batch_size=500
    )
    return duties


def _opens(line: DutyDraftLine, revision: DutyRevision) -> datetime:
    starts = revision.effective_at
    assert starts is not None  # noqa: S101 - set one line before, in publishing
    return max(starts, line.since) if line.since else starts


def _duties_open(revision: DutyRevision, lines: Sequence[DutyDraftLine]) -> list[Duty]:
    fresh = [_duty(line, revision) for line in lines if line.verb != DraftVerb.END.value]
    try:
        with transaction.atomic():
            return Duty.objects.bulk_create(fresh, batch_size=500)
    except IntegrityError as error:  # a code holds in that time already, by another revision
        raise Conflict(kind="duty", key=fresh[0].code) from error


def _duty(line: DutyDraftLine, revision: DutyRevision) -> Duty:
    return Duty(
        code=line.code,
        area_id=line.area_id,
        area_code=line.area.code,
        item_id=line.item_id,
        class_code=line.class_code,
        hours=line.hours,
        ground=line.ground,
        level=line.level,
        unit_id=line.unit_id,
        post_id=line.post_id,
        validity=DateTimeTZRange(_opens(line, revision), line.until),
        opened_by=revision,
        note=line.note,
    )


@transaction.atomic
def revision_withdraw(*, revision_id: int, reason: str, actor: Actor, at: datetime) -> DutyRevision:
    """Give up a draft, or take a published change back before its date.

    Raises:
        Invalid: no reason is given.
        NotAllowedNow: the change holds already, or is withdrawn.
    """
    revision = queries.revision_lock(revision_id)
    require(actor, DutyAct.WITHDRAW, revision)
    if not reason.strip():
        raise Invalid(fields={"reason": "reason_empty"})
    if revision.effective_at is not None:
        if revision.effective_at <= at:
            raise NotAllowedNow(act=DutyAct.WITHDRAW, state=revision.state)
        _publication_undo(revision, actor=actor, at=at)
    revision.state, revision.updated_at = RevisionState.WITHDRAWN.value, at
    revision.save(update_fields=["state", "updated_at"])
    _revision_entry(revision, DutyAct.WITHDRAW, actor=actor, at=at, words={"reason": reason.strip()})
    return revision


def _publication_undo(revision: DutyRevision, *, actor: Actor, at: datetime) -> None:
    opened = list(Duty.objects.select_for_update().filter(opened_by=revision))
    later = next((duty.code for duty in opened if duty.closed_by_id), None)
    if later is not None:  # another revision builds on it: that one goes first
        raise Conflict(kind="duty", key=later)
    for duty in opened:
        duty.validity = DateTimeTZRange(empty=True)
    Duty.objects.bulk_update(opened, ["validity"], batch_size=500)
    before = dict(DutyDraftLine.objects.filter(revision=revision).values_list("target", "until_before"))
    closed = list(Duty.objects.select_for_update().filter(closed_by=revision))
    for duty in closed:
        duty.validity, duty.closed_by = DateTimeTZRange(duty.validity.lower, before[duty.pk]), None
    Duty.objects.bulk_update(closed, ["validity", "closed_by"], batch_size=500)
    duty_entries(opened, DutyAct.CLOSED, actor=actor, at=at)
    duty_entries(closed, DutyAct.RESTORED, actor=actor, at=at)


# --- from codes to rows -------------------------------------------------------------------------------------


@dataclass(frozen=True, kw_only=True)
class LineCodes:
    """What the codes of many lines mean, from one statement a kind."""

    areas: Mapping[str, Area]
    units: Mapping[str, Unit]
    items: Mapping[str, CatalogueItem]
    posts: Mapping[tuple[str, int], Sequence[Post]]
    in_force: Mapping[str, Duty]

    @classmethod
    def read(cls, lines: Sequence[NewLine]) -> LineCodes:
        """Read them."""
        items = CatalogueItem.objects.filter(
            standard=Standard.GB_2026.value, code__in={line.matter for line in lines if line.matter}
        )
        posts: dict[tuple[str, int], list[Post]] = {}
        numbers = {line.work_number for line in lines if line.work_number}
        for post in Post.objects.filter(person__work_number__in=numbers).select_related("person"):
            posts.setdefault((post.person.work_number, post.unit_id), []).append(post)
        areas = Area.objects.defer("shape", "line").filter(code__in={line.area_code for line in lines})
        units = Unit.objects.filter(code__in={line.unit_code for line in lines})
        return cls(
            areas={area.code: area for area in areas},
            units={unit.code: unit for unit in units},
            # Matters win over components of the same code: a duty table speaks of matters.
            items={item.code: item for item in sorted(items, key=lambda item: item.kind == ItemKind.MATTER)},
            posts=posts,
            in_force=duty_queries.duties_open([line.code for line in lines]),
        )


def _line_draft(line: NewLine, known: LineCodes, revision: DutyRevision) -> DutyDraftLine:
    faults = line_faults(line, known, area_code=revision.area_code)
    if faults:
        raise Invalid(fields=faults, code=line.code)
    unit = known.units[line.unit_code]
    target = known.in_force.get(line.code)
    return DutyDraftLine(
        revision=revision,
        verb=(DraftVerb.REPLACE if target else DraftVerb.ADD).value,
        target=target,
        code=line.code,
        area=known.areas[line.area_code],
        item=known.items[line.matter] if line.matter else None,
        class_code=line.class_code,
        hours=line.hours.value,
        ground=line.ground.value,
        level=line.level.value if line.level else "",
        unit=unit,
        post=_post(line, known, unit),
        since=line.since,
        until=line.until,
        note=line.note,
    )


def line_faults(line: NewLine, known: LineCodes, *, area_code: str) -> dict[str, str]:
    """Return what is wrong with a line, by field; the words are those of `sentences.toml`."""
    unit = known.units.get(line.unit_code)
    chief = line.ground is DutyGround.ROAD_CHIEF
    tests = {
        "code": ("duty_code_empty", not line.code.strip()),
        "area_code": ("duty_area_unknown", line.area_code not in known.areas),
        "unit_code": ("duty_unit_unknown", unit is None),
        "matter": ("duty_matter_unknown", bool(line.matter) and line.matter not in known.items),
        "level": ("duty_level_misplaced", chief != (line.level is not None)),
        "work_number": (
            "duty_post_unknown",
            bool(line.work_number) and unit is not None and _post(line, known, unit) is None,
        ),
    }
    faults = {name: fault for name, (fault, wrong) in tests.items() if wrong}
    if "area_code" not in faults and not line.area_code.startswith(area_code):
        faults["area_code"] = "duty_area_outside"
    return faults


def _post(line: NewLine, known: LineCodes, unit: Unit) -> Post | None:
    posts = known.posts.get((line.work_number, unit.pk), ())
    fitting = [post for post in posts if not line.role or post.role == line.role]
    return max(
        fitting, key=lambda post: (len(_shared(post.area_code, line.area_code)), post.pk), default=None
    )


def _shared(one: str, other: str) -> str:
    """Return how far two area codes agree: the post nearest to the ground of the duty is meant."""
    return one if other.startswith(one) else ""


# --- what the ledger is told --------------------------------------------------------------------------------


def _changed(revision: DutyRevision, *, actor: Actor, at: datetime, put: int = 0, removed: int = 0) -> None:
    revision.updated_at = at
    revision.save(update_fields=["updated_at"])
    entry_append(
        at=at,
        actor=actor,
        act=DutyAct.CHANGE,
        subject=f"duty_revision:{revision.pk}",
        area=revision.area_code,
        detail={"put": put, "removed": removed},
        state=queries.revision_state(revision),
    )


def _revision_entry(
    revision: DutyRevision,
    act: DutyAct,
    *,
    actor: Actor,
    at: datetime,
    words: Mapping[str, str] | None = None,
) -> None:
    entry_append(
        at=at,
        actor=actor,
        act=act,
        subject=f"duty_revision:{revision.pk}",
        area=revision.area_code,
        detail={"basis": revision.basis.sha256 if revision.basis else None},
        words={"title.after": revision.title, **(words or {})},
        state=queries.revision_state(revision),
    )
