"""The demo's closed month: frozen as it stands now, objected to by a street and a unit, one answered."""

from __future__ import annotations

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Crew
from xiuhua.cases.demo.load import HOME
from xiuhua.evaluation.models import LineObjection, MonthClosing
from xiuhua.evaluation.queries import closings as queries
from xiuhua.evaluation.services.closings import (
    NewObjection,
    NewRule,
    closing_rule_publish,
    line_decide,
    line_object,
    month_freeze,
)

_OFFICE, _ASSESSOR, _TOWN, _UNIT = "cityoffice", "assessor", "townhead", "unitclerk"
_REASON = "云河城管委〔2026〕5号"


@transaction.atomic
def closing_told(crew: Crew) -> int:
    """Set how months close, freeze the last one, and let a street and a unit object; once.

    A vintage counts what was recorded by its instant, and the demo was recorded just now: so the month is
    frozen now, and goes on to its notice and its end as the working days pass.
    """
    with scope_opened((HOME,)):
        if MonthClosing.objects.filter(area_code=HOME).exists():
            return 0
    with crew.acting(_OFFICE) as actor:
        closing_rule_publish(new=NewRule(), area_code=HOME, reason=_REASON, actor=actor, at=crew.until)
        month = queries.month_ended(HOME, at=crew.until)
        closing = month_freeze(area_code=HOME, period=month.key, actor=actor, at=crew.until)
    by_street = _objected(closing, crew, _TOWN, "道路施工封闭，作业车无法进入。")
    _objected(closing, crew, _UNIT, "当日暴雨，已先行处置并报备。")
    if by_street is not None:
        with crew.acting(_ASSESSOR) as actor:
            line_decide(
                objection_id=by_street.pk, upheld=True, answer="封路公告属实，不计入考核。", actor=actor,
                at=crew.until,
            )  # fmt: skip
    return 1


def _objected(closing: MonthClosing, crew: Crew, username: str, text: str) -> LineObjection | None:
    """Let somebody object to the first case held against their street or unit that nobody has objected to."""
    first = queries.vintages_of(closing)[0]
    with crew.acting(username) as actor:
        unit = crew.unit(username) if username == _UNIT else None
        held = queries.held_of(
            closing, as_of=first.as_of, user_id=actor.user_id, at=crew.until, unit_id=unit,
            street="" if unit else min(actor.areas),
        )  # fmt: skip
        free = [one for one in held if one.objection is None]
        if not free:
            return None
        new = NewObjection(case_id=free[0].case.pk, about=free[0].about, text=text)
        return line_object(closing_id=closing.pk, new=new, actor=actor, at=crew.until)
