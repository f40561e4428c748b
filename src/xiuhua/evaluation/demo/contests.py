"""What the demo's office, assessor and streets did in contests, through the services of their pages."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random

from django.db import transaction

from xiuhua.access.demo import YUNHE, DemoAccount
from xiuhua.access.services import NewRole, scope_opened
from xiuhua.access.terms import Role
from xiuhua.cases.demo.crew import COMMUNITY, Crew, chance_of
from xiuhua.cases.demo.load import HOME
from xiuhua.evaluation.models import Interview, Listing, Round, Scheme
from xiuhua.evaluation.queries import contests as queries
from xiuhua.evaluation.queries.months import months_for
from xiuhua.evaluation.rules.periods import Period, PeriodKind, period_at, period_before, period_read
from xiuhua.evaluation.rules.schemes import CUP, DOORFRONT, ready_named
from xiuhua.evaluation.services.following import interview_follow, interview_hold
from xiuhua.evaluation.services.listings import listing_claim, listing_repair, listings_publish
from xiuhua.evaluation.services.rounds import NewMark, mark_record, round_open, round_publish
from xiuhua.evaluation.services.schemes import scheme_publish
from xiuhua.evaluation.terms.contests import InterviewState, ItemKind, ListingState, Outcome
from xiuhua.ground.models import Premises
from xiuhua.inspections.services import NewInspection, NewResult, inspection_record
from xiuhua.inspections.terms.inspections import Verdict
from xiuhua.scenekit.registry import scenes
from xiuhua.shared.actor import Actor
from xiuhua.shared.ids import uuid7

_OFFICE, _ASSESSOR, _OFFICER, _TOWN = "cityoffice", "assessor", "officer", "townhead"
_LAST = f"{YUNHE}003"  # the street that is among the last in both quarters
ACCOUNTS = (
    DemoAccount(username="mayor", name="贺景川", role=NewRole(role=Role.COMMITTEE_HEAD, area=YUNHE)),
    DemoAccount(username=_TOWN, name="温知秋", role=NewRole(role=Role.TOWN_HEAD, area=_LAST)),
    DemoAccount(username="press", name="路遥知", role=NewRole(role=Role.PRESS, area=YUNHE)),
)
_REASON = "云河城管委〔2026〕2号"
_SPOTS = ("菜场周边", "背街小巷", "公交站点", "沿街店面", "河岸步道")
_SEEN = ("果皮箱满溢", "路面有积水和落叶", "非机动车乱停", "墙面有小广告", "绿地有零星垃圾")
_SHOP, _SHOPS = "restaurant", 6


def _quarters(crew: Crew) -> list[str]:
    """Return the two quarters that are over, the earlier first."""
    months = months_for(HOME, at=crew.until)
    last = period_before(period_at(PeriodKind.QUARTER, crew.until, months), months)
    return [period_before(last, months).key, last.key]


@transaction.atomic
def contests_told(crew: Crew) -> int:
    """Publish the Cup's scheme, score and publish two quarters, and hold an interview; once."""
    with scope_opened((HOME,)):
        if Scheme.objects.filter(key=CUP, area_code=HOME).exists():
            return 0
    chance = chance_of("contests")
    quarters = _quarters(crew)
    _schemes(crew, at=crew.ago(260))
    for quarter in quarters:
        one = _opened(quarter, crew)
        beside = queries.round_beside(one)
        for each in (one, *((beside,) if beside else ())):
            _scored(each, chance, crew)
        with crew.acting(_OFFICE) as actor:
            round_publish(
                round_id=one.pk, actor=actor, at=min(one.until + timedelta(days=4, hours=10), crew.until)
            )
    _interviewed(crew)
    return 1


def _schemes(crew: Crew, *, at: datetime) -> None:
    with crew.acting(_OFFICE) as actor:
        for key in (CUP, "clean_cup_grids"):
            body = ready_named(key)
            if body is not None:
                scheme_publish(body=body, area_code=HOME, reason=_REASON, actor=actor, at=at)


def _opened(quarter: str, crew: Crew, *, key: str = CUP) -> Round:
    with crew.acting(_OFFICE) as actor:
        period = period_of_key(quarter, crew)
        return round_open(
            key=key, area_code=HOME, period=quarter, actor=actor, at=period.since + timedelta(hours=33)
        )


def period_of_key(quarter: str, crew: Crew) -> Period:
    """Return a quarter."""
    return period_read(quarter, months_for(HOME, at=crew.until))


def _scored(one: Round, chance: Random, crew: Crew) -> None:
    """Mark everybody twice a month: the last street badly, the others as they come."""
    with crew.acting(_ASSESSOR) as actor:
        body, subjects = queries.body_of(one), queries.subjects_of(one)
        marked = [item.key for item in body.items if item.kind is ItemKind.MARK]
        for nth, subject in enumerate(subjects):
            level = 71 if subject.code == _LAST else 76 + (nth * 7) % 17
            for month in range(3):
                for visit in range(2):
                    at = one.since + timedelta(days=30 * month + 9 + 8 * visit, hours=33 + visit)
                    _sheet(one, subject.code, level, marked, chance, actor, at)


def _sheet(
    one: Round, code: str, level: int, marked: Sequence[str], chance: Random, actor: Actor, at: datetime
) -> None:
    problems = chance.choice((0, 1, 1, 2, 3))
    mark_record(
        new=NewMark(
            round_id=one.pk, subject_code=code, samples=chance.choice((3, 4, 5)), problems=problems,
            spot=chance.choice(_SPOTS), note=chance.choice(_SEEN) if problems else "",
            points={key: Decimal(level + chance.randint(-6, 6)) for key in marked}, marked_at=at,
        ),
        actor=actor, at=at + timedelta(hours=1),
    )  # fmt: skip


def _interviewed(crew: Crew) -> None:
    """Let the office hold the interview of the last street, and the street say what it did."""
    with crew.acting(_OFFICE) as actor:
        rows = Interview.objects.filter(subject_code=_LAST, state=InterviewState.DRAFTED.value)
        interview = rows.order_by("pk").first()
        if interview is None:
            return
        at = min(interview.drafted_at + timedelta(days=3), crew.until)
        interview_hold(
            interview_id=interview.pk, present="街道主要负责人、城管办负责人",
            minutes="连续两季度末位，主要失分在菜场周边和背街小巷保洁。",
            commitments="增加两个保洁班次，一个月内完成菜场周边地面修补。",
            due_on=(at + timedelta(days=30)).date(), actor=actor, at=at,
        )  # fmt: skip
    with crew.acting(_TOWN) as actor:
        interview_follow(
            interview_id=interview.pk, text="保洁班次已增加，地面修补已进场。", actor=actor,
            at=min(at + timedelta(days=12), crew.until),
        )  # fmt: skip


@transaction.atomic
def lists_told(crew: Crew) -> int:
    """Inspect some shops in the last quarter, list them, publish the lists, and take one off again; once."""
    with scope_opened((HOME,)):
        if Scheme.objects.filter(key=DOORFRONT, area_code=HOME).exists():
            return 0
    quarter = _quarters(crew)[-1]
    body = ready_named(DOORFRONT)
    if body is None or not _inspected(quarter, crew):
        return 0
    with crew.acting(_OFFICE) as actor:
        scheme_publish(body=body, area_code=HOME, reason=_REASON, actor=actor, at=crew.ago(250))
    one = _opened(quarter, crew, key=DOORFRONT)
    at = min(one.until + timedelta(days=4, hours=11), crew.until)
    with crew.acting(_OFFICE) as actor:
        round_publish(round_id=one.pk, actor=actor, at=at)
        if at + timedelta(days=6) > crew.until:
            return 1
        listings_publish(round_id=one.pk, actor=actor, at=at + timedelta(days=6))
        black = Listing.objects.filter(
            standing__round=one, kind=Outcome.BLACK.value, state=ListingState.PUBLISHED.value
        ).order_by("pk")[:1]
        for row in black:
            _taken_off(row, crew, at=at + timedelta(days=20))
    return 1


def _taken_off(row: Listing, crew: Crew, *, at: datetime) -> None:
    """Let the community ask for a shop that has no account, and the assessor look."""
    if at > crew.until or not row.area_code.startswith(COMMUNITY):
        return
    with crew.acting("secretary") as actor:
        listing_claim(listing_id=row.pk, text="店主已清理门前油污，容器密闭。", actor=actor, at=at)
    with crew.acting(_ASSESSOR) as actor:
        listing_repair(
            listing_id=row.pk, passed=True, text="现场核实整改到位。", actor=actor, at=at + timedelta(hours=5)
        )


def _inspected(quarter: str, crew: Crew) -> bool:
    """Let the officer look at some restaurants twice in a quarter; half of them keep what is asked."""
    declared = [one for scene in scenes() for one in scene.checklists if _SHOP in one.kinds]
    if not declared:
        return False
    checklist, period = declared[0], period_of_key(quarter, crew)
    with crew.acting(_OFFICER) as actor:
        shops = list(Premises.objects.filter(kind=_SHOP, area_code__startswith=COMMUNITY).order_by("code"))
        for nth, shop in enumerate(shops[:_SHOPS]):
            for visit in range(2):
                at = period.since + timedelta(days=20 + 30 * visit + nth, hours=34)
                broken = 0 if nth % 2 else 2
                results = [
                    NewResult(
                        item=item.key, verdict=Verdict.BROKEN if place < broken else Verdict.KEPT,
                        text="门前有油污，容器未密闭" if place < broken else "",
                    )
                    for place, item in enumerate(checklist.items)
                ]  # fmt: skip
                inspection_record(
                    new=NewInspection(
                        checklist=checklist.key, results=results, premises_id=shop.pk, officers=2,
                        inspected_at=at, client_id=uuid7(),
                    ),
                    actor=actor, at=at,
                )  # fmt: skip
    return bool(shops)
