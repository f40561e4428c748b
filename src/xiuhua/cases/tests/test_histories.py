"""The bulk twin: past cases written at once leave the same rows as the same acts one at a time."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import Model
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from xiuhua.access.services import scope_opened
from xiuhua.cases.models import Asking, Assignment, Case, CaseClock, Move, Report
from xiuhua.cases.queries.ground import suggestion_for
from xiuhua.cases.queries.moves import last_signature
from xiuhua.cases.rules.histories import BadHistory, History, PastEvent, PastReport
from xiuhua.cases.rules.loop import STEP_OF, Need, acts_in
from xiuhua.cases.services import cases_compare
from xiuhua.cases.services.importing import cases_import_many, cases_import_undo
from xiuhua.cases.terms import CaseAct, CaseState, Channel, Desk, Stage
from xiuhua.cases.tests.loop_kit import HERE, MONDAY, Loop, loop_make
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.ledger.models import Entry, Opening
from xiuhua.ledger.queries.verifying import verify
from xiuhua.ledger.services import seal
from xiuhua.shared.actor import system
from xiuhua.shared.errors import CityError, NotAllowedNow, NotPermitted
from xiuhua.shared.ids import uuid7

IMPORTER = system("history")
LATER = MONDAY + timedelta(days=200)
_WHO = {
    Desk.COLLECTOR: "collector", Desk.ACCEPTOR: "acceptor", Desk.SHIFT_HEAD: "head",
    Desk.DISPATCHER: "dispatcher", Desk.UNIT: "unit",
}  # fmt: skip
_LEFT_OUT = frozenset({CaseAct.UNMERGE, CaseAct.REDO, CaseAct.MERGE})  # need another case: told below
_ENDS = frozenset(
    {
        *(CaseAct.NOT_ACCEPT, CaseAct.NOT_FILE, CaseAct.VOID_ASK, CaseAct.VOID_GRANT),
        *(CaseAct.FORCE_ASK, CaseAct.FORCE_GRANT, CaseAct.INFORM_ASK, CaseAct.INFORM_GRANT),
    }
)


def after(minutes: int) -> datetime:
    return MONDAY + timedelta(minutes=minutes)


def sound() -> None:
    """Nothing differs from what its moves make of it, and the log agrees with the rows."""
    assert list(cases_compare(at=LATER)) == []
    while seal():
        pass
    assert [fault for fault in verify().faults if (fault.subject or "").startswith("case:")] == []


def past(loop: Loop, *events: PastEvent, matter: str = "06010", **given: Any) -> History:  # any field of it
    """Return a history that was reported when its first event happened."""
    report = PastReport(
        client_id=uuid7(), channel=Channel.COLLECTOR, reported_at=events[0].at, text="路边有垃圾",
        address="滨河路 12 号", person_id=loop.town.people["N-collector"].pk,
    )  # fmt: skip
    values: dict[str, Any] = {
        "key": "1",
        "item_id": loop.items[matter].pk,
        "longitude": HERE[0],
        "latitude": HERE[1],
    } | given
    return History(reports=(report,), events=events, **values)


def opening(loop: Loop, minute: int = 0, **given: Any) -> PastEvent:  # any field of it
    return PastEvent(
        act=CaseAct.OPEN, at=after(minute), actor=loop.actors["collector"], desk=Desk.COLLECTOR, **given
    )


# --- the twin -----------------------------------------------------------------------------------------------


def rows_of(table: type[Model], ids: dict[str, int], **which: object) -> list[dict[str, Any]]:  # any column
    """Return rows without what must differ: ids, and when they were recorded."""
    gone = {"id", "client_id", "case_id", "entry_id", "recorded_at", *ids}
    rows = table._default_manager.filter(**which).order_by("pk").values()
    return [{name: value for name, value in row.items() if name not in gone} for row in rows]


def story_of(case_id: int) -> dict[str, object]:
    """Return everything that is recorded of a case."""
    reports = Report.objects.filter(client_id=Case.objects.get(pk=case_id).client_id)  # wherever it lies
    subjects = [f"case:{case_id}", *(f"report:{report.pk}" for report in reports)]
    entries = Entry.objects.filter(subject__in=subjects)
    entries = entries.order_by("subject", "pk")  # a report and its case are entered at once, in either order
    moves = rows_of(Move, {}, case=case_id)
    wishes = list(Asking.objects.filter(case=case_id).order_by("pk").values_list("pk", flat=True))
    for move in moves:
        for key in {"asking", "lapsed"} & move["detail"].keys():
            move["detail"][key] = wishes.index(move["detail"][key])
        for key in {"merged_into", "other", "reports"} & move["detail"].keys():
            move["detail"][key] = bool(move["detail"][key])
    other = {"merged_into_id": 0, "redo_of_id": 0}
    return {
        "case": rows_of(Case, other, pk=case_id),
        "lies": Report.objects.filter(case=case_id).count(),
        "report": rows_of(Report, {}, client_id=reports[0].client_id),
        "moves": moves,
        "clocks": rows_of(CaseClock, {}, case=case_id),
        "stays": rows_of(Assignment, {}, case=case_id),
        "wishes": rows_of(Asking, {}, case=case_id),
        "entries": [
            (entry.at, entry.actor, entry.act, entry.area,
             {key: value for key, value in entry.detail.items() if key not in {"digests", "case"}},
             sorted(entry.detail.get("digests", {})))
            for entry in entries
        ],
        "words": list(
            Opening.objects.filter(entry__in=entries)
            .order_by("entry__subject", "entry_id")
            .values_list("words", "area")
        ),
    }  # fmt: skip


def walked(loop: Loop, seed: int) -> tuple[Case, History]:
    """Walk a case through the services by a seed, and return it with its history."""
    chance = random.Random(seed)  # noqa: S311 - a walk, not a secret
    matter = chance.choice(["06010", "07001", "06013", "09006"])
    case, events, minute = loop.report(matter), [opening(loop)], 0
    for _ in range(chance.randrange(2, 26)):
        minute += chance.choice([1, 7, 45, 400, 3_000])
        acts = [act for act in acts_in(CaseState(case.state)) if act not in _LEFT_OUT]
        if not acts:
            break
        lively = [act for act in acts if act not in _ENDS] or acts
        event = _event(loop, case, chance.choice(acts if chance.random() < 0.1 else lively), minute)
        if _done(loop, case, event):
            events.append(event)
            case.refresh_from_db()
    return case, past(loop, *events, matter=matter)


def _event(loop: Loop, case: Case, act: CaseAct, minute: int) -> PastEvent:
    step, at = STEP_OF[act], after(minute)
    desk = next((desk for desk in reversed(step.desks) if desk in _WHO), step.desks[0])
    if act is CaseAct.TAKE_BACK and (last := last_signature(case)) and last.desk in step.desks:
        desk = Desk(last.desk)
    given: dict[str, Any] = {}  # any field
    if Need.REASON in step.needs or step.grants:
        given["note"] = f" {step.act.zh}，第 {minute} 分 "
    if Need.UNIT in step.needs:
        suggestion = suggestion_for(case, at=at)
        given |= {"unit_id": loop.unit("U-KEEPER").pk, "suggestion": suggestion}
        given |= {"helper_ids": (loop.unit("U-WATER").pk,)} if minute % 2 else {}
    if Need.PERSON in step.needs:
        given["person_id"] = loop.town.people["N-handler"].pk
    if Need.LIMIT in step.needs:
        given["limit"] = Limit(1 + minute % 3, TimeUnit.WORK_DAY)
    if Need.UNTIL in step.needs:
        given["until"] = at + timedelta(days=20)
    return PastEvent(act=act, at=at, actor=loop.actors[_WHO[desk]], desk=desk, **given)


def _done(loop: Loop, case: Case, event: PastEvent, target_id: int | None = None) -> bool:
    """Do an act; False where the services refuse it."""
    who = next(name for name, actor in loop.actors.items() if actor is event.actor)
    said = {
        "reason": event.note, "unit_id": event.unit_id, "helper_ids": event.helper_ids,
        "person_id": event.person_id, "limit": event.limit, "until": event.until, "target_id": target_id,
    }  # fmt: skip
    try:
        with transaction.atomic():
            loop.act(case, event.act, who, event.at, **said)
    except CityError:
        return False
    return True


@pytest.fixture(scope="module")
def shared_loop(django_db_setup: None, django_db_blocker: Any) -> Iterator[Loop]:  # pytest-django's own type
    """The town, built once for all examples and taken down with its transaction."""
    with django_db_blocker.unblock(), transaction.atomic(), scope_opened(("",)):
        yield loop_make()
        transaction.set_rollback(True)


@pytest.mark.slow("twenty-five stories, each told twice")
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_a_history_leaves_the_same_rows_as_its_acts_one_by_one(shared_loop: Loop, seed: int) -> None:
    loop, mark = shared_loop, transaction.savepoint()
    try:
        case, history = walked(loop, seed)
        (twin,) = cases_import_many(histories=[history], actor=IMPORTER, at=LATER)
        assert story_of(twin) == story_of(case.pk)
        sound()
    finally:
        transaction.savepoint_rollback(mark)


_TO_AND_FRO = st.sampled_from(
    (CaseAct.MERGE, CaseAct.MERGE, CaseAct.UNMERGE, CaseAct.TAKE_BACK, CaseAct.ACCEPT, CaseAct.FILE)
)


@pytest.mark.slow("twenty-five pairs of stories, each told twice")
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(acts=st.lists(_TO_AND_FRO, min_size=1, max_size=9), wish=st.booleans())
def test_merges_and_what_undoes_them_leave_the_same_rows_in_both_cases(
    shared_loop: Loop, acts: list[CaseAct], *, wish: bool
) -> None:
    loop, mark = shared_loop, transaction.savepoint()
    try:
        kept, case = loop.report("06013"), loop.report()
        events = [opening(loop)]
        for number, act in enumerate([CaseAct.VOID_ASK, *acts] if wish else acts, start=1):
            event = _event(loop, case, act, number * 11)
            if act is CaseAct.MERGE:
                event = replace(event, target="kept")
            if _done(loop, case, event, kept.pk):
                events.append(event)
            case.refresh_from_db()
        histories = [past(loop, opening(loop), matter="06013", key="kept"), past(loop, *events)]
        twins = cases_import_many(histories=histories, actor=IMPORTER, at=LATER)
        for twin, one in zip(twins, (kept, case), strict=True):
            assert story_of(twin) == story_of(one.pk)
        into = Case.objects.get(pk=twins[1]).merged_into_id
        assert into == (twins[0] if case.merged_into_id else None)
        sound()
    finally:
        transaction.savepoint_rollback(mark)


_SCRIPT = (
    *(CaseAct.ACCEPT, CaseAct.FILE, CaseAct.DISPATCH, CaseAct.RECEIVE, CaseAct.EXTEND_ASK),
    *(CaseAct.EXTEND_PROPOSE, CaseAct.EXTEND_GRANT, CaseAct.ASSIGN, CaseAct.FEED_BACK),
    *(CaseAct.FEEDBACK_PASS, CaseAct.CHECK_FAIL, CaseAct.DEFER_ASK, CaseAct.DEFER_GRANT, CaseAct.RESUME),
    *(CaseAct.FEED_BACK, CaseAct.FEEDBACK_PASS, CaseAct.CHECK_PASS, CaseAct.CLOSE),
)


@pytest.mark.parametrize("matter", ["06010", "06013"])
def test_a_case_with_rework_extension_and_deferral_is_told_in_the_same_rows(loop: Loop, matter: str) -> None:
    case, events = loop.report(matter), [opening(loop)]
    for number, act in enumerate(_SCRIPT, start=1):
        event = _event(loop, case, act, number * 47)
        assert _done(loop, case, event), act
        events.append(event)
        case.refresh_from_db()
    history = past(loop, *events, matter=matter)
    (twin,) = cases_import_many(histories=[history], actor=IMPORTER, at=LATER)
    assert story_of(twin) == story_of(case.pk)
    assert (case.reworks, case.extensions, case.defers, case.closing) == (1, 1, 1, "closing_normal")
    sound()


def test_a_case_opened_again_is_told_in_the_same_rows_and_linked(loop: Loop) -> None:
    case, events = loop.report(), [opening(loop)]
    to_close = (
        *(CaseAct.ACCEPT, CaseAct.FILE, CaseAct.DISPATCH, CaseAct.RECEIVE, CaseAct.FEED_BACK),
        *(CaseAct.FEEDBACK_PASS, CaseAct.CHECK_PASS, CaseAct.CLOSE, CaseAct.REDO),
    )
    for number, act in enumerate(to_close, start=1):
        event = _event(loop, case, act, number * 7)
        assert _done(loop, case, event), act
        events.append(event)
        case.refresh_from_db()
    again = case.redone_as.get()
    redone = events[-1]
    report = PastReport(
        client_id=uuid7(), channel=Channel.COLLECTOR, reported_at=redone.at, text=redone.note,
        address="滨河路 12 号",
    )  # fmt: skip
    opened = PastEvent(act=CaseAct.OPEN, at=redone.at, actor=redone.actor)
    histories = [
        past(loop, *events),
        replace(past(loop, opened, key="2", redo_of="1"), reports=(report,)),
    ]
    first, second = cases_import_many(histories=histories, actor=IMPORTER, at=LATER)
    assert story_of(first) == story_of(case.pk)
    assert story_of(second) == story_of(again.pk)
    assert Case.objects.get(pk=second).redo_of_id == first
    sound()


# --- what a log alone can tell ------------------------------------------------------------------------------


def told(act: CaseAct, minute: int, **given: Any) -> PastEvent:  # any field of it
    return PastEvent(act=act, at=after(minute), **given)


def test_a_log_of_three_lines_charges_only_whom_it_names(loop: Loop) -> None:
    unit = loop.unit("U-KEEPER").pk
    limit = Limit(1, TimeUnit.URGENT_HOUR)
    events = (
        opening(loop, silent=True), told(CaseAct.PUSH, 0, unit_id=unit, limit=limit),
        told(CaseAct.CLOSE, 90),
    )  # fmt: skip
    (number,) = cases_import_many(histories=[past(loop, *events)], actor=IMPORTER, at=LATER)
    case = Case.objects.get(pk=number)
    assert (case.state, case.closing, case.over_at, case.late) == (
        "case_closed", "closing_normal", after(90), True,
    )  # fmt: skip
    (clock,) = CaseClock.objects.filter(case=case)
    assert (clock.stage, clock.charged_to, clock.due_at, clock.late) == (
        Stage.HANDLE, f"unit:{unit}", after(60), True,
    )  # fmt: skip
    acts = list(Move.objects.filter(case=case).order_by("number").values_list("act", "detail__implied"))
    assert acts == [
        ("case.open", None), ("case.push", None), ("case.feed_back", True), ("case.close", None),
    ]  # fmt: skip
    sound()


def test_what_comes_back_within_a_month_is_linked_inside_a_batch_and_across(loop: Loop) -> None:
    def solved(minute: int, **given: Any) -> History:  # any field of it
        return past(loop, told(CaseAct.SOLVE, minute), **given)

    day = 24 * 60
    first, again, elsewhere = (
        solved(0), solved(5 * day, key="2"), solved(6 * day, key="3", longitude=HERE[0] + 0.005)
    )  # fmt: skip
    one, two, three = cases_import_many(histories=[again, first, elsewhere], actor=IMPORTER, at=LATER)
    (four,) = cases_import_many(histories=[solved(20 * day)], actor=IMPORTER, at=LATER)
    (five,) = cases_import_many(histories=[solved(60 * day)], actor=IMPORTER, at=LATER)
    links = dict(Case.objects.values_list("pk", "rebound_of_id"))
    assert links == {one: two, two: None, three: None, four: one, five: None}
    sound()


def test_merged_histories_carry_their_reports_along(loop: Loop) -> None:
    kept = past(loop, opening(loop, 0))
    gone = past(loop, opening(loop, 10), told(CaseAct.MERGE, 20, target="1"), key="2")
    lone = past(loop, opening(loop, 10), told(CaseAct.MERGE, 20), key="3")
    one, two, three = cases_import_many(histories=[kept, gone, lone], actor=IMPORTER, at=LATER)
    assert dict(Case.objects.values_list("pk", "state")) == {
        one: "case_reported", two: "case_merged", three: "case_merged",
    }  # fmt: skip
    assert [Report.objects.filter(case=case).count() for case in (one, two, three)] == [2, 0, 1]
    (joined,) = Move.objects.filter(case=one, act="case.merged_in")
    assert joined.detail["other"] == two
    sound()


def test_what_is_merged_into_a_recorded_case_brings_its_report_there(loop: Loop) -> None:
    kept = past(loop, opening(loop))
    kept = replace(kept, reports=(replace(kept.reports[0], source_ref="R-1"),))
    (recorded,) = cases_import_many(histories=[kept], actor=IMPORTER, at=LATER)
    gone = past(loop, opening(loop, 10), told(CaseAct.MERGE, 20, target="R-1"), key="R-2")
    back = past(
        loop, opening(loop, 10), told(CaseAct.MERGE, 20, target="R-1"), told(CaseAct.UNMERGE, 30), key="R-3"
    )  # fmt: skip
    merged, parted = cases_import_many(histories=[gone, back], actor=IMPORTER, at=LATER)
    assert dict(Case.objects.values_list("pk", "merged_into_id")) == {
        recorded: None, merged: recorded, parted: None,
    }  # fmt: skip
    assert [Report.objects.filter(case=one).count() for one in (recorded, merged, parted)] == [2, 0, 1]
    (joined,) = Move.objects.filter(case=recorded, act="case.merged_in")
    assert joined.detail["other"] == merged
    sound()
    with pytest.raises(NotAllowedNow):
        cases_import_undo(case_ids=[merged], actor=IMPORTER, at=LATER)


def test_the_same_history_twice_changes_nothing(loop: Loop) -> None:
    history = past(loop, opening(loop))
    once = cases_import_many(histories=[history], actor=IMPORTER, at=LATER)
    entries = Entry.objects.count()
    assert cases_import_many(histories=[history], actor=IMPORTER, at=LATER) == once
    assert (Case.objects.count(), Entry.objects.count()) == (1, entries)


def test_who_may_not_import_there_is_refused_and_nothing_is_written(loop: Loop) -> None:
    history = past(loop, opening(loop))
    with pytest.raises(NotPermitted):
        cases_import_many(histories=[history], actor=loop.actors["dispatcher"], at=LATER)
    assert not Case.objects.exists()
    assert cases_import_many(histories=[history], actor=loop.actors["keeper"], at=LATER)


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([("case.accept", 5)], "history_unopened"),
        ([("case.open", 5), ("case.accept", 4)], "history_before_report"),
        ([("case.open", 5), ("case.warn", 6)], "history_act_unknown"),
        ([("case.open", 5), ("case.take_back", 6)], "history_nothing_to_take_back"),
        ([("case.open", 5), ("case.unmerge", 6)], "history_nothing_to_take_back"),
        ([("case.open", 5), ("case.extend_grant", 6)], "history_nothing_asked"),
    ],
)
def test_a_log_that_cannot_be_is_refused_with_its_reason(
    loop: Loop, events: list[tuple[str, int]], code: str
) -> None:
    history = past(loop, *(told(CaseAct(act), minute) for act, minute in events))
    with pytest.raises(BadHistory) as refused:
        cases_import_many(histories=[history], actor=IMPORTER, at=LATER)
    assert refused.value.code == code
    assert not Case.objects.exists()


def test_imported_cases_go_again_unless_something_rests_on_them(loop: Loop) -> None:
    unit = loop.unit("U-KEEPER").pk
    events = (opening(loop), told(CaseAct.PUSH, 1, unit_id=unit), told(CaseAct.CLOSE, 2))
    (first,) = cases_import_many(histories=[past(loop, *events)], actor=IMPORTER, at=LATER)
    (second,) = cases_import_many(
        histories=[past(loop, opening(loop, 60), key="2")], actor=IMPORTER, at=LATER
    )
    assert Case.objects.get(pk=second).rebound_of_id == first
    with pytest.raises(NotAllowedNow):
        cases_import_undo(case_ids=[first], actor=IMPORTER, at=LATER)
    cases_import_undo(case_ids=[first, second], actor=IMPORTER, at=LATER)
    left = [table.objects.count() for table in (Case, Report, Move, CaseClock, Assignment, Asking)]
    assert left == [0] * 6
    sound()
