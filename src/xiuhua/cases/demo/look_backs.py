"""回头看 of the demo district: rounds that were drawn, and what people found who went there again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import STREET, Course, Crew, chance_of
from xiuhua.cases.demo.load import HOME
from xiuhua.cases.models import LookBackRound, Revisit
from xiuhua.cases.services import Found, NewRound, revisit_record, round_draw
from xiuhua.cases.services.refusals import NothingToDraw
from xiuhua.cases.terms import RevisitState

_SPREAD_DEGREES = 0.0004  # some forty metres: where somebody stands who looks at it
_IN_ORDER = ("现场整洁，无反弹。", "设施完好，处置到位。", "已连续保持，周边无同类问题。")
_AGAIN = (
    "原点位再次堆放垃圾，约两平方米。",
    "清理后未复位，地面仍有残留。",
    "同一位置再次出现小广告，未彻底清除。",
)
_UNSEEN = ("围挡封闭，无法进入现场。", "道路施工改道，点位暂不可达。")


@dataclass(frozen=True, kw_only=True)
class _Round:
    """A round: how many days ago it was drawn, over which days before, and what share was looked at."""

    days: int
    since: int
    until: int
    size: int
    due: int
    area: str
    title: str
    seen: float


_ROUNDS = (
    _Round(
        days=27, since=42, until=28, size=14, due=20, area=HOME, title="结案回头看（半月抽样）", seen=1.0
    ),
    _Round(
        days=13, since=28, until=14, size=12, due=6, area=STREET, title="环卫作业案件回头看", seen=0.9
    ),
    _Round(
        days=5, since=13, until=6, size=12, due=-4, area=HOME, title="结案回头看（本周抽样）", seen=0.45
    ),
)  # fmt: skip


@transaction.atomic
def look_backs_told(crew: Crew) -> int:
    """Draw the rounds and go there again; once."""
    with scope_opened((HOME,)):
        if LookBackRound.objects.exists():
            return 0
    told = 0
    for number, one in enumerate(_ROUNDS):
        drawn = _drawn(one, number, crew)
        if drawn is not None:
            told += 1 + _looked_at(one, drawn, crew)
    return told


def _drawn(one: _Round, number: int, crew: Crew) -> int | None:
    new = NewRound(
        area_code=one.area, title=one.title, since=crew.ago(one.since, 0), until=crew.ago(one.until, 0),
        size=one.size, due_on=crew.today() - timedelta(days=one.due), seed=number + 1,
    )  # fmt: skip
    with crew.acting("assessor") as actor:
        try:
            with transaction.atomic():
                return round_draw(new=new, actor=actor, at=crew.ago(one.days, 9, 20)).pk
        except NothingToDraw:  # a small town had a quiet fortnight
            return None


def _looked_at(one: _Round, round_id: int, crew: Crew) -> int:
    names = {actor.user_id or 0: username for username, actor in crew.actors.items()}
    with scope_opened((HOME,)):
        rows = Revisit.objects.filter(round=round_id, person__user__in=list(names))
        revisits = list(rows.select_related("case", "person__user").order_by("pk"))
    seen = revisits[: round(len(revisits) * one.seen)]
    begun = crew.ago(one.days, 10)
    own = [one.pk for one in seen if one.case.unit_id == crew.hands.unit_id]  # whose people can do it again
    for number, revisit in enumerate(seen):
        username = names[revisit.person.user_id or 0] if revisit.person else ""
        chance = chance_of(f"{one.title}/{number}")
        by_day = timedelta(days=number // 3, hours=number % 3 * 2, minutes=chance.randrange(90))
        at = min(begun + by_day, crew.until)
        fails = revisit.pk in own and (revisit.pk == own[0] or chance.random() > 0.7)
        _recorded(revisit, username, crew, fails=fails, at=at, chance=chance)
    return len(seen)


def _recorded(
    revisit: Revisit, username: str, crew: Crew, *, fails: bool, at: datetime, chance: Random
) -> None:
    found = _found(revisit, username, crew, fails=fails, at=at, chance=chance)
    with crew.acting(username) as actor:
        done = revisit_record(revisit_id=revisit.pk, found=found, actor=actor, at=at)
    if done.redo_id is not None:
        course = Course(hands=crew.hands, fed_back="已重新清理，并列入每日巡回点位。")
        crew.lead(done.redo_id, course, at=at, chance=chance)


def _found(
    revisit: Revisit, username: str, crew: Crew, *, fails: bool, at: datetime, chance: Random
) -> Found:
    place = revisit.case.place
    if place is None or (not fails and chance.random() < 0.08):
        return Found(state=RevisitState.UNSEEN, words=chance.choice(_UNSEEN))
    photo = crew.photo(username, revisit.area_code, at=at, key=f"revisit/{revisit.pk}", clean=not fails)
    x, y = (chance.uniform(-_SPREAD_DEGREES, _SPREAD_DEGREES) for _ in range(2))
    return Found(
        state=RevisitState.FAILED if fails else RevisitState.PASSED,
        words=chance.choice(_AGAIN if fails else _IN_ORDER),
        longitude=place.x + x, latitude=place.y + y, photos=(photo,),
    )  # fmt: skip
