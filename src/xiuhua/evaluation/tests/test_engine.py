"""The engine over a few cases worked by hand, as it stands and as of the past."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from xiuhua.cases.models import Case
from xiuhua.cases.terms import CaseAct, Channel
from xiuhua.cases.tests.loop_kit import MONDAY, Loop
from xiuhua.evaluation.queries.asking import FigureQuestion, Wording, question_read
from xiuhua.evaluation.queries.figures import figure_records, figures_counted
from xiuhua.evaluation.rules.tallies import Value
from xiuhua.evaluation.terms import Side, WhyNone
from xiuhua.evaluation.tests.conftest import Recording
from xiuhua.ground.models import Unit
from xiuhua.shared.errors import Invalid, NotFound, NotPermitted

MARCH = "2026-03"
LATER = MONDAY + timedelta(days=20)


def after(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def asked(*keys: str, at: datetime = LATER, as_of: datetime | None = None, **said: str) -> FigureQuestion:
    told = Wording(
        keys=keys, period=said.pop("period", MARCH), as_of=as_of.isoformat() if as_of else "", **said
    )
    return question_read(told, areas=("",), at=at)


def value(key: str, **said: object) -> Value:
    (found,) = figures_counted(asked(key, **said))  # type: ignore[arg-type]  # handed through
    return found.value


def opened(key: str, side: Side = Side.NUMERATOR, **said: object) -> set[int]:
    where = figure_records(asked(key, **said), side=side)  # type: ignore[arg-type]  # handed through
    return set(Case.objects.filter(where).values_list("pk", flat=True))


def closed(loop: Loop, case: Case, at: datetime) -> Case:
    """Lead a case to its end, twenty minutes from its report."""
    case = loop.to_handling(case, at)
    for minute, (act, who) in enumerate(
        (
            (CaseAct.FEED_BACK, "handler"),
            (CaseAct.FEEDBACK_PASS, "dispatcher"),
            (CaseAct.CHECK_PASS, "collector"),
            (CaseAct.CLOSE, "head"),
        ),
        start=17,
    ):
        said = {"reason": "已清理"} if act is CaseAct.FEED_BACK else {}
        case = loop.act(case, act, who, at + timedelta(minutes=minute), **said)
    return case


def test_two_filed_and_one_closed_is_a_closure_rate_of_a_half(loop: Loop) -> None:
    done = closed(loop, loop.report(), MONDAY)
    standing = loop.to_handling(loop.report("07001", at=after(30)), after(30))
    loop.report("06013", at=after(60))
    assert value("filed") == Value(value=2.0, numerator=2)
    assert value("closed") == Value(value=1.0, numerator=1)
    assert value("closure_rate_cohort") == Value(value=50.0, numerator=1, denominator=2)
    assert opened("closure_rate_cohort") == {done.pk}
    assert opened("closure_rate_cohort", Side.DENOMINATOR) == {done.pk, standing.pk}
    assert value("reported").value == 3
    assert value("median_reported_solved").value == 20.0
    assert value("handled_in_time").numerator == 1


def test_what_nobody_can_know_is_none_and_says_why(loop: Loop) -> None:
    assert value("filed") == Value(value=None, numerator=None, why=WhyNone.NO_RECORDS)
    loop.report()
    assert value("filed") == Value(value=0.0, numerator=0)
    assert value("filed", period="2025-03").why is WhyNone.BEFORE_RECORDS
    assert value("filed", period="2026-04").why is WhyNone.NOT_BEGUN
    assert value("closure_rate_cohort") == Value(
        value=None, numerator=0, denominator=0, why=WhyNone.NOTHING_TO_COUNT_OVER
    )
    assert value("median_reported_solved").why is WhyNone.NOTHING_LASTED


def test_a_case_filed_and_voided_or_merged_is_neither_filed_nor_due(loop: Loop) -> None:
    kept, gone = loop.report(), loop.report("07001", at=after(1))
    for case in (kept, gone):
        loop.act(case, CaseAct.ACCEPT, "acceptor", after(2))
        loop.act(case, CaseAct.FILE, "head", after(3))
    assert value("filed").numerator == 2
    loop.act(gone, CaseAct.MERGE, "acceptor", after(4), target_id=kept.pk)
    assert value("filed").numerator == 1
    assert value("merged").numerator == 1
    assert value("valid_rate") == Value(value=50.0, numerator=1, denominator=2)


def test_a_figure_as_of_then_is_what_it_was_then(loop: Loop, recording: Recording) -> None:
    case = closed(loop, loop.report(), MONDAY)
    other = loop.to_handling(loop.report("07001", at=after(30)), after(30))
    before_closing = after(18)
    assert value("closed", as_of=before_closing) == Value(value=0.0, numerator=0)
    assert value("filed", as_of=before_closing).numerator == 1
    assert value("closed", as_of=after(25)) == value("closed") == Value(value=1.0, numerator=1)
    # Told on the 20th minute of the next hour, by somebody who had no network: handled long ago.
    recording.at = after(140)
    loop.act(other, CaseAct.FEED_BACK, "handler", after(50), reason="已清理")
    assert value("handled", as_of=after(100)).numerator == 1
    assert value("handled").numerator == 2
    assert opened("handled", as_of=after(100)) == {case.pk}
    assert opened("handled") == {case.pk, other.pk}


def test_a_clock_that_ran_over_counts_as_late_from_then_on(loop: Loop, recording: Recording) -> None:
    case = loop.to_handling(loop.report(), MONDAY)  # four working hours from 09:03
    case.refresh_from_db()
    assert case.due_at is not None
    due_at = case.due_at
    assert value("unhandled_late", at=due_at).numerator == 0
    assert value("unhandled_late", at=due_at + timedelta(seconds=1)).numerator == 1
    recording.at = due_at + timedelta(hours=2)
    loop.act(case, CaseAct.FEED_BACK, "handler", recording.at, reason="已清理")
    assert value("unhandled_late").numerator == 0
    assert value("unhandled_late", as_of=due_at + timedelta(hours=1)).numerator == 1
    assert value("unhandled_late", as_of=due_at).numerator == 0
    assert value("handled_in_time") == Value(value=0.0, numerator=0, denominator=1)


def test_departments_that_lead_or_help_are_counted_once(loop: Loop, recording: Recording) -> None:
    lead, helper = loop.unit("U-KEEPER"), loop.unit("U-WATER")
    first, second = loop.report(), loop.report(at=after(60))
    for case, minute in ((first, 0), (second, 60)):
        loop.act(case, CaseAct.ACCEPT, "acceptor", after(minute + 1))
        loop.act(case, CaseAct.FILE, "head", after(minute + 2))
        loop.act(
            case, CaseAct.DISPATCH, "dispatcher", after(minute + 3), unit_id=lead.pk, helper_ids=(helper.pk,)
        )
    assert value("linked_departments").value == 1  # the keeper is a contractor, no department
    where = figure_records(asked("linked_departments"), side=Side.NUMERATOR)
    assert list(Unit.objects.filter(where)) == [helper]
    assert value("linked_departments", as_of=after(2)).value == 0
    loop.act(second, CaseAct.TAKE_BACK, "dispatcher", after(64))
    assert value("linked_departments").value == 1


def test_figures_split_and_add_up(loop: Loop) -> None:
    loop.to_handling(loop.report(), MONDAY)
    loop.report(channel=Channel.HOTLINE, who="acceptor")
    for split in ("district", "street", "community", "unit", "channel"):
        found = figures_counted(asked("reported", split=split))
        assert sum(one.value.numerator or 0 for one in found) == 2, split
    by_channel = {
        one.group: one.value.numerator for one in figures_counted(asked("reported", split="channel"))
    }
    assert by_channel == {"channel_collector": 1, "channel_hotline": 1}
    assert figures_counted(asked("linked_departments", split="unit")) == []


def test_the_last_period_stands_beside(loop: Loop) -> None:
    loop.report(at=MONDAY - timedelta(days=10))
    loop.report(), loop.report(at=after(1))
    (found,) = figures_counted(asked("reported"), compared=True)
    assert (found.value.numerator, found.before and found.before.numerator) == (2, 1)
    assert found.change is not None
    assert (found.change.difference, found.change.in_points) == (1.0, False)


def test_a_question_nobody_can_answer_is_refused(loop: Loop) -> None:
    with pytest.raises(NotFound):
        asked("no_such_figure")
    for wrong in ({"period": "soon"}, {"area": "99x"}, {"split": "colour"}):
        with pytest.raises(Invalid):
            asked("filed", **wrong)  # type: ignore[arg-type]  # as above
    with pytest.raises(Invalid):
        asked("filed", as_of=LATER + timedelta(seconds=1))
    with pytest.raises(NotPermitted):
        question_read(Wording(area="990102"), areas=("990101",), at=LATER)
