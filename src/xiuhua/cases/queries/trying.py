"""Trying a changed duty table on past cases: who would have got more, who less."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from xiuhua.cases.models import Case
from xiuhua.cases.queries.clocks import calendar_known
from xiuhua.cases.rules.suggesting import suggested
from xiuhua.ground.models import DutyRevision
from xiuhua.ground.queries.duties import areas_holding, component_bodies
from xiuhua.ground.queries.duty_revisions import lines_tried
from xiuhua.ground.rules.calendars import is_working
from xiuhua.ground.rules.duties import DutyLine, DutyQuestion, answers
from xiuhua.ground.terms.catalogue import ItemKind
from xiuhua.web.areas import within

MOST = 2_000
DAYS = 30
_SHOWN = 50


@dataclass(frozen=True, kw_only=True)
class Shift:
    """How many of the cases a unit would have got by each table; an empty name is nobody."""

    unit_id: int | None
    unit: str
    before: int
    after: int

    @property
    def more(self) -> int:
        """How many more it would have got; negative for fewer."""
        return self.after - self.before


@dataclass(frozen=True, kw_only=True)
class Moved:
    """A case that would have gone to another unit."""

    case: Case
    before: str
    after: str


@dataclass(frozen=True, kw_only=True)
class Trial:
    """What a change would have made of the cases dispatched lately.

    Args:
        cases: how many were asked about; `more` that there were others, too many to ask.
        shifts: by unit, those that gain or lose most first.
        moved: some of the cases that would have gone elsewhere; `moved_count` how many there are.
    """

    since: datetime
    until: datetime
    cases: int
    more: bool
    shifts: Sequence[Shift]
    moved: Sequence[Moved]
    moved_count: int


def duty_change_tried(revision: DutyRevision, *, at: datetime, days: int = DAYS) -> Trial:
    """Return what a change of duties would have made of the cases dispatched in the last days."""
    since = at - timedelta(days=days)
    before, after = lines_tried(revision, at=at)
    rows = Case.objects.filter(within("area_code", [revision.area_code]), dispatched_at__range=(since, at))
    rows = rows.select_related("item", "component").defer("search", "description", "item__search")
    asked = list(rows.order_by("-dispatched_at")[: MOST + 1])
    told = [(case, *_both(case, before, after, at)) for case in asked[:MOST]]
    moved = [
        Moved(case=case, before=one[1], after=other[1]) for case, one, other in told if one[0] != other[0]
    ]
    return Trial(
        since=since, until=at, cases=len(told), more=len(asked) > MOST, shifts=_shifts(told),
        moved=moved[:_SHOWN], moved_count=len(moved),
    )  # fmt: skip


_Unit = tuple[int | None, str]


def _both(
    case: Case, before: Sequence[DutyLine], after: Sequence[DutyLine], at: datetime
) -> tuple[_Unit, _Unit]:
    """Return the unit that a case would get by each table."""
    areas = areas_holding(case.place, case.area_code)
    of_matter = case.item is not None and case.item.kind == ItemKind.MATTER.value
    keeper, owner = component_bodies(case.component) if case.component else (None, None)
    working = is_working(calendar_known(case.area_code, at=at), case.dispatched_at or at)
    question = DutyQuestion(
        at=at,
        areas={area: distance for area, (_code, distance) in areas.items()},
        matter=case.item.code if case.item and of_matter else "",
        working=working,
        keeper=keeper,
        owner=owner,
    )
    first, second = (
        suggested(
            answers(question, [line for line in lines if line.area_id in areas], ()),
            dangerous=case.dangerous, first_receiver=None,
        )
        for lines in (before, after)
    )  # fmt: skip
    return (first.unit_id, first.unit), (second.unit_id, second.unit)


def _shifts(told: Sequence[tuple[Case, _Unit, _Unit]]) -> list[Shift]:
    old = Counter(before for _case, before, _after in told)
    new = Counter(after for _case, _before, after in told)
    found = [
        Shift(unit_id=unit[0], unit=unit[1], before=old[unit], after=new[unit])
        for unit in old.keys() | new.keys()
    ]
    return sorted(found, key=lambda shift: (-abs(shift.more), -shift.after, shift.unit))
