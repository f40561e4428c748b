"""催办 and 督办: reminded, ordered, answered, refused, released, late; numbers without gaps."""

from __future__ import annotations

from datetime import timedelta

import pytest

from xiuhua.cases import services
from xiuhua.cases.models import Case, Move, Reminder, Supervision, SupervisionStep
from xiuhua.cases.rules.supervision import area_shared, points_counted, reminds_again_at
from xiuhua.cases.services import NewSupervision
from xiuhua.cases.services.refusals import NotOfThisUnit, NotTheIssuer, OwnOrder, RemindedLately
from xiuhua.cases.terms import CaseAct, CaseState, SupervisionAct, SupervisionLevel, SupervisionState
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, Loop, after, sound
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ledger.models import Entry
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.shared.errors import CityError, Invalid, NotAllowedNow, NotPermitted

_DAY_MIN = 24 * 60


def issued(
    loop: Loop, *cases: Case, who: str = "leader", minutes: float = 60, **changes: object
) -> Supervision:
    values: dict[str, object] = {
        "unit_id": loop.unit("U-KEEPER").pk, "level": SupervisionLevel.ORDINARY, "title": "滨河路暴露垃圾",
        "demand": "垃圾未清。\n请限期清理。", "case_ids": [case.pk for case in cases],
    }  # fmt: skip
    new = NewSupervision(**(values | changes))  # type: ignore[arg-type]  # named values of mixed types
    return services.supervision_issue(new=new, actor=loop.actors[who], at=after(minutes))


def answered(loop: Loop, order: Supervision, minutes: float, who: str = "unit") -> Supervision:
    return services.supervision_reply(
        supervision_id=order.pk, reply="已清理完毕。", paper=None, actor=loop.actors[who], at=after(minutes)
    )


# --- rules --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "shared"),
    [
        (["990101003001001"], "990101003001001"),
        (["990101003001001", "990101003001002"], "990101003001"),  # one community
        (["990101003001001", "990101003002001"], "990101003"),  # one street
        (["990101003001001", "990101004001001"], "990101"),  # one district
        (["990101003001001", "990102003001001"], ""),  # none
        (["990101003K01", "990101003001001"], "990101003"),  # a key area has no community
    ],
)
def test_an_order_lies_where_all_its_cases_lie(codes: list[str], shared: str) -> None:
    assert area_shared(codes) == shared


def test_one_reminds_again_after_the_minutes_of_the_settings_and_not_before() -> None:
    assert reminds_again_at(None, minutes=60) is None
    assert reminds_again_at(MONDAY, minutes=0) is None
    assert reminds_again_at(MONDAY, minutes=60) == MONDAY + timedelta(hours=1)


def test_a_late_answer_counts_more() -> None:
    assert points_counted(base=2, late=1, was_late=False) == 2
    assert points_counted(base=2, late=1, was_late=True) == 3


# --- reminding ----------------------------------------------------------------------------------------------


def test_a_reminder_is_counted_told_in_the_story_and_overtakes_nobody(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    seen = case.moves_count
    services.case_remind(case_id=case.pk, words="请加快", actor=loop.actors["dispatcher"], at=after(30))
    kept = Case.objects.get(pk=case.pk)
    assert (kept.reminders, kept.moves_count) == (1, seen)
    entry = Entry.objects.get(act="case.remind")
    assert (entry.subject, entry.detail["unit"]) == (f"case:{case.pk}", loop.unit("U-KEEPER").pk)
    # who was typing an answer meanwhile is not told that the case moved
    assert loop.do(kept, CaseAct.FEED_BACK, 31, seen=seen).state == CaseState.REVIEWING
    sound()


def test_the_same_person_reminds_once_an_hour_another_at_once(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)

    def remind(who: str, minutes: float, words: str = "请加快") -> Reminder:
        return services.case_remind(case_id=case.pk, words=words, actor=loop.actors[who], at=after(minutes))

    remind("dispatcher", 30)
    with pytest.raises(RemindedLately) as told:
        remind("dispatcher", 89.5)
    assert told.value.arguments == {"minutes": 60, "left": 1}
    remind("leader", 40)
    remind("dispatcher", 90)
    with pytest.raises(Invalid):
        remind("head", 91, words="  ")
    assert Case.objects.get(pk=case.pk).reminders == Reminder.objects.count() == 3


@pytest.mark.parametrize("state", [CaseState.DISPATCHING, CaseState.CHECKING, CaseState.CLOSED])
def test_nobody_is_reminded_of_what_no_unit_has(loop: Loop, state: CaseState) -> None:
    case = loop.case_in(state)
    with pytest.raises(NotAllowedNow):
        services.case_remind(case_id=case.pk, words="请加快", actor=loop.actors["leader"], at=after(60))
    assert not Reminder.objects.exists()


def test_the_unit_reminds_nobody(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    with pytest.raises(NotPermitted):
        services.case_remind(case_id=case.pk, words="请加快", actor=loop.actors["unit"], at=after(60))


# --- orders -------------------------------------------------------------------------------------------------


def test_an_order_is_numbered_has_its_own_deadline_is_answered_and_released(loop: Loop) -> None:
    case = loop.case_in(CaseState.HANDLING)
    order = issued(loop, case)  # Monday 10:00
    assert order.number == "云督〔2026〕1号"
    # three working days counted from Monday are over at the end of Thursday's working hours
    assert order.due_at.astimezone().date().isoformat() == "2026-03-05"
    assert (order.state, order.points, order.area_code) == (SupervisionState.OPEN, 1, case.area_code)
    answered(loop, order, 120)
    done = services.supervision_release(
        supervision_id=order.pk, note="同意", actor=loop.actors["leader"], at=after(180)
    )
    assert (done.state, done.late, done.points, done.replies) == (SupervisionState.RELEASED, False, 1, 1)
    acts = list(
        SupervisionStep.objects.filter(supervision=order).order_by("pk").values_list("act", flat=True)
    )
    assert acts == [SupervisionAct.ISSUE, SupervisionAct.REPLY, SupervisionAct.RELEASE]
    while seal():
        pass
    assert [fault for fault in verify().faults if str(fault.subject).startswith("supervision")] == []


def test_a_refused_answer_is_given_again_within_the_same_limit_from_then_on(loop: Loop) -> None:
    order = issued(loop, limit=Limit(1, TimeUnit.WORK_DAY))
    first_due = order.due_at
    answered(loop, order, 120)
    again = services.supervision_refuse(
        supervision_id=order.pk, reason="没有照片", actor=loop.actors["leader"], at=after(_DAY_MIN + 60)
    )
    assert (again.state, again.due_at - first_due) == (SupervisionState.OPEN, timedelta(days=1))
    assert answered(loop, order, _DAY_MIN + 90).replies == 2


def test_a_late_answer_is_marked_once_by_the_sweep_and_not_a_second_before(loop: Loop) -> None:
    order = issued(loop, level=SupervisionLevel.KEY)
    assert services.supervisions_sweep(at=order.due_at) == (1, 0)  # soon due, at the last second
    assert services.supervisions_sweep(at=order.due_at) == (0, 0)
    assert services.supervisions_sweep(at=order.due_at + timedelta(seconds=1)) == (0, 1)
    assert services.supervisions_sweep(at=order.due_at + timedelta(hours=1)) == (0, 0)
    kept = Supervision.objects.get(pk=order.pk)
    assert (kept.late, kept.points) == (True, 3)
    assert Entry.objects.filter(act="supervision.overdue").count() == 1


def test_an_answer_is_soon_due_when_a_fifth_of_its_working_time_is_left_and_anew_after_a_refusal(
    loop: Loop,
) -> None:
    order = issued(loop, limit=Limit(5, TimeUnit.WORK_HOUR), minutes=0)  # Monday 09:00, due 15:30
    soon = order.due_at - timedelta(hours=1)
    assert services.supervisions_sweep(at=soon - timedelta(seconds=1)) == (0, 0)
    assert services.supervisions_sweep(at=soon) == (1, 0)
    assert services.supervisions_sweep(at=order.due_at) == (0, 0)
    services.supervision_reply(
        supervision_id=order.pk, reply="已办", paper=None, actor=loop.actors["unit"], at=order.due_at
    )
    assert services.supervisions_sweep(at=after(_DAY_MIN)) == (0, 0)  # nothing is waited for
    again = services.supervision_refuse(
        supervision_id=order.pk, reason="没有照片", actor=loop.actors["leader"], at=after(_DAY_MIN)
    )
    assert services.supervisions_sweep(at=again.due_at - timedelta(hours=1)) == (1, 0)
    assert services.supervisions_sweep(at=again.due_at + timedelta(seconds=1)) == (0, 1)
    kept = Supervision.objects.get(pk=order.pk)
    assert (kept.late, kept.points) == (True, 2)


def test_an_answer_between_the_deadline_and_the_sweep_is_late_all_the_same(loop: Loop) -> None:
    order = issued(loop)
    late = services.supervision_reply(
        supervision_id=order.pk, reply="已办", paper=None, actor=loop.actors["unit"],
        at=order.due_at + timedelta(seconds=1),
    )  # fmt: skip
    assert (late.late, late.points) == (True, 2)
    assert SupervisionStep.objects.get(act="supervision.reply").late


def test_others_do_not_answer_judge_or_supervise_themselves(loop: Loop) -> None:
    order = issued(loop, loop.case_in(CaseState.HANDLING))  # in the street whose office answers for much else
    before = Entry.objects.count()

    def refused(why: type[CityError], act: object) -> None:
        with pytest.raises(why):
            act()  # type: ignore[operator]  # a lambda below
        assert Entry.objects.count() == before

    refused(NotOfThisUnit, lambda: answered(loop, order, 70, who="street"))
    refused(NotPermitted, lambda: answered(loop, order, 70, who="leader"))
    refused(OwnOrder, lambda: issued(loop, who="leader", unit_id=loop.unit("U-DISTRICT").pk))
    refused(NotPermitted, lambda: issued(loop, who="dispatcher"))
    refused(
        NotAllowedNow,
        lambda: services.supervision_release(
            supervision_id=order.pk, note="", actor=loop.actors["leader"], at=after(80)
        ),
    )
    answered(loop, order, 90)
    before = Entry.objects.count()
    refused(
        NotTheIssuer,
        lambda: services.supervision_release(
            supervision_id=order.pk, note="", actor=loop.actors["head"], at=after(100)
        ),
    )
    refused(NotAllowedNow, lambda: answered(loop, order, 110))


def test_a_colleague_of_the_issuing_unit_may_release(loop: Loop) -> None:
    order = issued(loop)
    answered(loop, order, 90)
    released = services.supervision_release(
        supervision_id=order.pk, note="", actor=loop.actors["office"], at=after(100)
    )
    assert released.state == SupervisionState.RELEASED


def test_a_withdrawn_order_counts_nothing_and_its_number_stays_taken(loop: Loop) -> None:
    first = issued(loop)
    void = services.supervision_void(
        supervision_id=first.pk, reason="发错单位", actor=loop.actors["leader"], at=after(70)
    )
    assert (void.state, void.points) == (SupervisionState.VOID, 0)
    assert issued(loop, minutes=80).number == "云督〔2026〕2号"


def test_an_order_is_about_several_cases_or_none_but_not_about_two_districts(loop: Loop) -> None:
    one, two = loop.case_in(CaseState.HANDLING), loop.case_in(CaseState.HANDLING, "06013")
    several = issued(loop, one, two)
    assert set(several.links.values_list("case", flat=True)) == {one.pk, two.pk}
    assert issued(loop).area_code == DISTRICT
    with pytest.raises(Invalid) as told:
        issued(loop, case_ids=[one.pk, 999_999])
    assert told.value.fields == {"cases": "supervision_case_unknown"}
    moves = Move.objects.count()
    with pytest.raises(Invalid):
        issued(loop, title=" ", demand="")
    assert (Supervision.objects.count(), Move.objects.count()) == (2, moves)
