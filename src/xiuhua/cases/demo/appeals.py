"""申诉 of the demo district: its contractor objects, the dispatcher looks first, a higher post decides."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from xiuhua.access.services import scope_opened
from xiuhua.cases.demo.crew import Crew, chance_of
from xiuhua.cases.demo.load import HOME
from xiuhua.cases.models import Appeal, Case
from xiuhua.cases.queries.appeals import appealable
from xiuhua.cases.services import (
    NewAppeal,
    appeal_make,
    appeal_review_first,
    appeal_review_second,
    appeal_withdraw,
)
from xiuhua.cases.terms import AppealAbout, CaseState

_SPAN = timedelta(days=32)
_TOLD, _LATEST = 10, 6
_UNIT = "unitclerk"
_REASONS = {
    AppealAbout.LATE: (
        "当日暴雨橙色预警，作业车辆按规定停运，恢复作业后已立即处置，申请不计超期。",
        "现场被违停车辆占压，多次联系车主未果，附现场照片，申请核减超期。",
    ),
    AppealAbout.REWORK: (
        "首次处置已清理完毕，核查时为新产生的垃圾，附处置前后照片，申请不计返工。",
        "核查点位与派遣点位相距约三十米，不是同一处问题。",
    ),
    AppealAbout.RETURN: ("该处养护合同已于上月移交，回退理由成立，申请不计回退。",),
    AppealAbout.SCORE: (
        "同一点位当日重复立案两件，申请合并计分。",
        "扣分依据的测评照片拍摄时间早于派遣时间，申请复核。",
        "该案属市政设施破损引发，非保洁责任，申请不予扣分。",
    ),
}
_FIRST = {
    True: ("证据充分，建议申诉成立。", "现场照片与气象记录一致，建议支持。"),
    False: ("照片无法证明处置时间，建议不予支持。", "属于合同范围内的日常保洁责任。"),
}
_SECOND = {
    True: ("同意初审意见，免予计入。", "情况属实，申诉成立。"),
    False: ("维持原考核结果。", "申诉理由不充分，不予支持。"),
}
# How far each goes, oldest first: what the two reviewers say, or that it was withdrawn.
_COURSES: tuple[tuple[str, ...], ...] = (
    ("yes", "yes"), ("no", "no"), ("yes", "no"), ("withdrawn",), ("yes", "yes"), ("no", "no"), ("yes", "yes"),
    ("no", "yes"), ("withdrawn",), ("no", "no"), ("yes",), ("no",), ("yes",), (), (), (),
)  # fmt: skip


@transaction.atomic
def appeals_told(crew: Crew) -> int:
    """Object to what is held against the contractor over cases of the last weeks; once."""
    with scope_opened((HOME,)):
        if Appeal.objects.exists():
            return 0
        cases = _cases(crew)
    courses = _COURSES[-len(cases) :] if cases else ()
    told = 0
    for number, (case, course) in enumerate(zip(cases, courses, strict=False)):
        told += _told(number, case, course, crew)
    return told


def _cases(crew: Crew) -> list[Case]:
    """Return closed cases of the contractor to object to, oldest first: the worst, and the latest."""
    closed = Case.objects.filter(
        state=CaseState.CLOSED.value, unit=crew.hands.unit_id, over_at__gte=crew.until - _SPAN,
        over_at__lte=crew.until - timedelta(hours=5), area_code__startswith=HOME,
    ).defer("search", "description")  # fmt: skip
    worst = list(closed.order_by("-reworks", "-late", "-returns", "pk")[:_TOLD])
    latest = closed.exclude(pk__in=[case.pk for case in worst]).order_by("-over_at", "pk")[:_LATEST]
    return sorted([*worst, *latest], key=lambda case: (case.over_at or crew.until, case.pk))


def _told(number: int, case: Case, course: tuple[str, ...], crew: Crew) -> int:
    chance = chance_of(f"appeal/{number}")
    at = (case.over_at or crew.until) + timedelta(hours=chance.uniform(2, 50))
    if at > crew.until:
        return 0
    with crew.acting(_UNIT) as actor:
        held = appealable(case, user_id=actor.user_id, at=at)
        if not held:
            return 0
        about = held[0].held.about
        photos = (
            (crew.photo(_UNIT, case.area_code, at=at, key=f"appeal/{number}"),) if number % 3 == 0 else ()
        )
        new = NewAppeal(about=about, reason=chance.choice(_REASONS[about]), photos=photos)
        appeal = appeal_make(case_id=case.pk, new=new, actor=actor, at=at)
    for step, said in enumerate(course):
        at += timedelta(hours=chance.uniform(3, 50))
        if at > crew.until:
            break
        _judged(appeal.pk, step, said, crew, at=at, pick=number % 2)
    return 1


def _judged(appeal_id: int, step: int, said: str, crew: Crew, *, at: datetime, pick: int) -> None:
    upholds = said == "yes"
    if said == "withdrawn":
        with crew.acting(_UNIT) as actor:
            appeal_withdraw(
                appeal_id=appeal_id, reason="经内部复核，责任明确，撤回申诉。", actor=actor, at=at
            )
    elif step == 0:
        with crew.acting("dispatcher") as actor:
            appeal_review_first(
                appeal_id=appeal_id, upholds=upholds, opinion=_FIRST[upholds][pick], actor=actor, at=at
            )
    else:
        with crew.acting(("shifthead", "cityoffice")[pick]) as actor:
            appeal_review_second(
                appeal_id=appeal_id, upholds=upholds, opinion=_SECOND[upholds][pick], actor=actor, at=at
            )
