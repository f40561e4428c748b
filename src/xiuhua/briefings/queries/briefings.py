"""Questions about briefings."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from django.db.models import Exists, Min, OuterRef, QuerySet

from xiuhua.access.models import RoleHolding
from xiuhua.briefings.models import Briefing, BriefingChart, BriefingEdit, BriefingPlan
from xiuhua.briefings.rules.laying import text_read
from xiuhua.briefings.rules.scheduling import RHYTHMS, due
from xiuhua.briefings.rules.templates import TEMPLATES, templates_for
from xiuhua.briefings.rules.written import (
    Part,
    WrittenBlock,
    WrittenFigure,
    blocks_read,
    figures_read,
)
from xiuhua.briefings.terms import BlockKind, BriefingKind, BriefingState
from xiuhua.cases.models import Case
from xiuhua.evaluation.queries.months import months_for
from xiuhua.ground.models import Area
from xiuhua.ground.queries.areas import areas_in
from xiuhua.ground.terms import AreaLevel
from xiuhua.shared.errors import NotFound


def briefings_all() -> QuerySet[Briefing]:
    """Return the briefings that the database scope lets through."""
    return Briefing.objects.select_related("file").defer("content", "figures")


def briefings_sent() -> QuerySet[Briefing]:
    """Return those of them that were sent."""
    return briefings_all().filter(state=BriefingState.SENT.value)


def briefing_get(briefing_id: int) -> Briefing:
    """Return a briefing.

    Raises:
        NotFound: there is none in scope.
    """
    return _one(Briefing.objects.select_related("file"), briefing_id)


def briefing_lock(briefing_id: int) -> Briefing:
    """Return a briefing, locked.

    Raises:
        NotFound: there is none in scope.
    """
    return _one(Briefing.objects.select_for_update(), briefing_id)


def _one(rows: QuerySet[Briefing], briefing_id: int) -> Briefing:
    found = rows.filter(pk=briefing_id).first()
    if found is None:
        raise NotFound(kind="briefing", key=str(briefing_id))
    return found


def briefing_of(kind: BriefingKind, area: str, period: str, template: str) -> Briefing | None:
    """Return the briefing of a kind, area, period and template; None where there is none."""
    rows = Briefing.objects.filter(kind=kind.value, area_code=area, period=period, template=template)
    return rows.first()


def requested(*, most: int, at: datetime) -> list[int]:
    """Return briefings that wait to be drafted, the oldest first; not those that failed a moment ago."""
    rows = Briefing.objects.filter(state=BriefingState.REQUESTED.value).exclude(not_before__gt=at)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:most])


@dataclass(frozen=True, kw_only=True)
class StandingBlock:
    """A block as it stands.

    Args:
        written: as the platform wrote it.
        block: as it stands; a person's text where there is one.
        edit: what a person wrote, None for nothing.
    """

    written: WrittenBlock
    block: WrittenBlock
    edit: BriefingEdit | None

    @property
    def is_left_out(self) -> bool:
        """Whether a person left it out."""
        return self.edit is not None and not self.edit.text


def figures_by_mark(briefing: Briefing) -> dict[int, WrittenFigure]:
    """Return the figures of a briefing by their numbers."""
    return {one.mark: one for one in figures_read(briefing.figures)}


def blocks_standing(briefing: Briefing) -> list[StandingBlock]:
    """Return the blocks of a briefing with what people wrote in their places."""
    edits = edits_standing(briefing)
    figures = figures_by_mark(briefing)
    return [
        StandingBlock(written=one, block=_edited(one, edits.get(one.key), figures), edit=edits.get(one.key))
        for one in blocks_read(briefing.content)
    ]


def _edited(
    block: WrittenBlock, edit: BriefingEdit | None, figures: Mapping[int, WrittenFigure]
) -> WrittenBlock:
    if edit is None:
        return block
    kind = BlockKind.TEXT if block.kind is BlockKind.GAP else block.kind
    return replace(block, kind=kind, parts=text_read(edit.text, figures) or (Part(""),))


def edits_standing(briefing: Briefing) -> dict[str, BriefingEdit]:
    """Return by block what a person wrote last in the draft that stands."""
    if briefing.as_of is None:
        return {}
    rows = BriefingEdit.objects.filter(briefing=briefing, as_of=briefing.as_of).order_by("pk")
    return {row.block: row for row in rows}


def edits_of(briefing: Briefing) -> list[BriefingEdit]:
    """Return everything that people wrote in a briefing, the latest first."""
    return list(BriefingEdit.objects.filter(briefing=briefing).order_by("-pk"))


def charts_of(briefing: Briefing) -> dict[int, bytes]:
    """Return the charts of a briefing by number, PNG."""
    rows = BriefingChart.objects.filter(briefing=briefing).values_list("number", "png")
    return {number: bytes(png) for number, png in rows}


def chart_of(briefing: Briefing, number: int) -> bytes:
    """Return a chart.

    Raises:
        NotFound: the briefing has none of this number.
    """
    found = BriefingChart.objects.filter(briefing=briefing, number=number).first()
    if found is None:
        raise NotFound(kind="briefing", key=f"{briefing.pk}.{number}")
    return bytes(found.png)


def plans_standing() -> dict[tuple[str, str], BriefingPlan]:
    """Return by area and kind what was set last."""
    return {(row.area_code, row.kind): row for row in BriefingPlan.objects.order_by("number")}


def plan_of(area: str, kind: BriefingKind) -> BriefingPlan | None:
    """Return what was set last of a kind in an area; None for nothing."""
    return BriefingPlan.objects.filter(area_code=area, kind=kind.value).order_by("-number").first()


@dataclass(frozen=True, kw_only=True)
class Due:
    """A briefing that has to be drafted."""

    kind: BriefingKind
    area: str
    period: str
    template: str


def briefings_due(*, at: datetime) -> list[Due]:
    """Return what is due and not there yet: of every district in which something was reported by then.

    Of a district for which nothing was set every kind that recurs is drafted, after its usual template.
    """
    plans, found = plans_standing(), []
    for area, begun in _districts_begun().items():
        months = months_for(area, at=at)
        for kind in RHYTHMS:
            plan = plans.get((area, kind.value))
            period = due(kind, at, months)
            if period is None or period.until <= begun or (plan is not None and not plan.enabled):
                continue
            usual = templates_for(kind)[0].key
            template = plan.template if plan is not None and plan.template in TEMPLATES else usual
            if briefing_of(kind, area, period.key, template) is None:
                found.append(Due(kind=kind, area=area, period=period.key, template=template))
    return found


def _districts_begun() -> dict[str, datetime]:
    """Return the districts in which there is a case, each with when the first was reported."""
    found: dict[str, datetime] = {}
    for code in areas_in("", AreaLevel.DISTRICT).values_list("code", flat=True):
        first = Case.objects.filter(area_code__startswith=code).aggregate(first=Min("reported_at"))["first"]
        if first is not None:
            found[code] = first
    return found


def area_known(code: str) -> bool:
    """Return whether an area of this code stands in scope."""
    return bool(code) and Area.objects.filter(code=code).exists()


def users_with(roles: Collection[str], area: str, *, at: datetime) -> list[tuple[int, str]]:
    """Return the active accounts with one of some roles over an area or a part of it, each with where."""
    held = RoleHolding.objects.filter(
        role__in=list(roles), validity__contains=at, user__is_active=True, area__startswith=area
    )
    rows = held.order_by("user_id", "area").values_list("user_id", "area")
    found: dict[int, str] = {}
    for user_id, code in rows:
        found.setdefault(user_id, code)
    return list(found.items())


def briefing_state(row: Briefing) -> dict[str, str | int | None]:
    """Return the columns of a briefing that the ledger answers for."""
    return {
        "kind": row.kind, "template": row.template, "period": row.period, "state": row.state,
        "number": row.number, "version": row.version, "area_code": row.area_code, "file": row.file_id,
        "as_of": row.as_of.astimezone(UTC).isoformat() if row.as_of else None,
    }  # fmt: skip


def briefing_states() -> Iterator[tuple[int, dict[str, str | int | None]]]:
    """Yield every briefing's id and what the ledger answers for, for `ledger verify`."""
    rows = Briefing.objects.defer("content", "figures").order_by("pk")
    return ((row.pk, briefing_state(row)) for row in rows.iterator())


def plan_state(row: BriefingPlan) -> dict[str, str | int | bool]:
    """Return the columns of a plan that the ledger answers for."""
    return {
        "area_code": row.area_code, "kind": row.kind, "template": row.template, "enabled": row.enabled,
        "number": row.number,
    }  # fmt: skip


def plan_states() -> Iterator[tuple[int, dict[str, str | int | bool]]]:
    """Yield every plan's id and what the ledger answers for, for `ledger verify`."""
    return ((row.pk, plan_state(row)) for row in BriefingPlan.objects.order_by("pk").iterator())


def plans_latest() -> QuerySet[BriefingPlan]:
    """Return what was set last of each kind and area, of those that the database scope lets through."""
    later = BriefingPlan.objects.filter(
        area_code=OuterRef("area_code"), kind=OuterRef("kind"), number__gt=OuterRef("number")
    )
    return BriefingPlan.objects.filter(~Exists(later))
