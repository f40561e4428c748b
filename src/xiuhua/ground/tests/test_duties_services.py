"""Drafting, publishing and withdrawing changes of the duty table; and who answers, through the database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from xiuhua.access.services import scope_set
from xiuhua.ground.models import Component, Duty, DutyDraftLine, DutyRevision
from xiuhua.ground.queries.duties import duties_open, duty_state, duty_states, who_answers
from xiuhua.ground.queries.duty_revisions import draft_outcome, revision_states
from xiuhua.ground.rules.duties import Answer
from xiuhua.ground.services.calendars import (
    calendar_draft,
    calendar_national_ensure,
    calendar_publish,
    special_day_set,
)
from xiuhua.ground.services.duties import DutiesHeld
from xiuhua.ground.services.duty_revisions import (
    ChiefsMissing,
    NewLine,
    SegmentsUnbound,
    draft_lines_end,
    draft_lines_put,
    draft_lines_remove,
    revision_draft,
    revision_publish,
    revision_withdraw,
)
from xiuhua.ground.services.people import post_hand_over
from xiuhua.ground.terms.duties import ChiefLevel, DutyGround, DutyHours
from xiuhua.ground.tests.duty_kit import (
    CLERK,
    FAR,
    HERE,
    LONG_AGO,
    MORNING,
    NIGHT,
    NOON,
    Town,
    chain,
    town_make,
)
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor, Holding, system
from xiuhua.shared.errors import Conflict, Invalid, NotAllowedNow, NotPermitted
from xiuhua.shared.ids import uuid7
from xiuhua.web.testing import Budget

DAY = timedelta(days=1)


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    """The small district, with the scope open."""
    scope_set(("",))
    made = town_make()
    calendar_national_ensure(actor=system("setup"), at=LONG_AGO)
    yield made
    scope_set(())


def new_line(**values: Any) -> NewLine:  # columns of mixed types
    values["ground"] = DutyGround(values["ground"])
    values["level"] = ChiefLevel(values["level"]) if values.get("level") else None
    return NewLine(**values)


def bind(code: str, segment: str, number: str, unit: str = "U-SQUAD") -> NewLine:
    return new_line(code=code, area_code=segment, ground="three_fixes", unit_code=unit, work_number=number)


BOTH = (bind("SD-1", "990101003L0001", "F1"), bind("SD-2", "990101003L0002", "F2"))


def draft(*lines: NewLine, title: str = "一季度调整") -> DutyRevision:
    revision = revision_draft(title=title, area_code="990101", actor=CLERK, at=LONG_AGO)
    if lines:
        draft_lines_put(revision_id=revision.pk, lines=lines, actor=CLERK, at=LONG_AGO)
    return revision


def publish(revision: DutyRevision, *, after: timedelta = timedelta(0)) -> DutyRevision:
    return revision_publish(
        revision_id=revision.pk, effective_at=LONG_AGO + after, document_number="云城管〔2025〕1 号",
        actor=CLERK, at=LONG_AGO,
    )  # fmt: skip


def grounds(found: tuple[Answer, ...]) -> list[tuple[str, str]]:
    return [(one.ground, one.person or one.unit) for one in found]


# --- who answers --------------------------------------------------------------------------------------------


def test_layers_are_found_by_shape_by_line_and_by_code(town: Town) -> None:
    publish(
        draft(
            *BOTH,
            new_line(code="WG", area_code="990101003Z01", ground="grid_duty", unit_code="U-COMMUNITY",
                     work_number="G1"),
            new_line(code="DD", area_code="990101", ground="fallback", unit_code="U-DISTRICT"),
        )
    )  # fmt: skip
    assert grounds(who_answers(place=HERE, at=MORNING)) == [
        ("three_fixes", "王强"), ("grid_duty", "孙悦"), ("fallback", "云河区政府"),
    ]  # fmt: skip
    assert grounds(who_answers(place=FAR, at=MORNING)) == [("fallback", "云河区政府")]
    assert grounds(who_answers(area_code="990101003001", at=MORNING)) == [("fallback", "云河区政府")]


def test_a_component_names_its_keeper_and_owner_before_the_table(town: Town) -> None:
    publish(draft(new_line(code="DD", area_code="990101", ground="fallback", unit_code="U-DISTRICT")))
    lamp = Component.objects.create(
        client_id=uuid7(), code="99010101037000001", item=town.items["component_kind"], class_code="01037",
        name="路灯", steward_code="X", steward_name="城管局", keeper=town.units["U-KEEPER"],
        keeper_code="U-KEEPER", keeper_name="旧名", owner_code="Y", owner_name="未登记单位",
        grid_code="990101003001001", area=town.areas["990101003001001"], area_code="990101003001001",
        surveyed_on="2026-01-01", place=HERE, recorded_at=LONG_AGO, updated_at=LONG_AGO,
    )  # fmt: skip
    assert grounds(who_answers(component=lamp, at=MORNING)) == [
        ("component_keeper", "云河市政养护公司"), ("component_owner", "未登记单位"),
        ("fallback", "云河区政府"),
    ]  # fmt: skip


def test_hours_and_matters_narrow_the_table(town: Town) -> None:
    publish(
        draft(
            new_line(code="D", area_code="990101003", ground="fallback", unit_code="U-OFFICE",
                     hours=DutyHours.WORKING),
            new_line(code="N", area_code="990101003", ground="fallback", unit_code="U-SQUAD",
                     hours=DutyHours.OFF),
            new_line(code="M", area_code="990101003", ground="fallback", unit_code="U-WATER", matter="01001"),
        )
    )  # fmt: skip
    assert grounds(who_answers(place=HERE, at=MORNING)) == [("fallback", "绣衣街道办事处")]
    assert grounds(who_answers(place=HERE, at=NIGHT)) == [("fallback", "绣衣执法中队")]
    assert grounds(who_answers(place=HERE, matter="01001", at=NIGHT))[0] == ("fallback", "区水务局")


def test_working_time_is_that_of_the_areas_own_calendar(town: Town) -> None:
    town_hours = (("N", "U-SQUAD", DutyHours.OFF), ("D", "U-OFFICE", DutyHours.WORKING))
    lines = [new_line(code=code, area_code="990101003", ground="fallback", unit_code=unit, hours=hours)
             for code, unit, hours in town_hours]  # fmt: skip
    publish(draft(*lines))
    holiday = datetime(2026, 10, 2, 2, tzinfo=UTC)  # Friday, 10:00, of the national week
    assert grounds(who_answers(place=HERE, at=holiday)) == [("fallback", "绣衣执法中队")]
    assert grounds(who_answers(place=HERE, at=MORNING)) == [("fallback", "绣衣街道办事处")]
    keeper = Actor(name="user:0", holdings=(Holding(role="data_admin", area="990101"),), user_id=0)
    own = calendar_draft(area_code="990101", name="", actor=keeper, at=LONG_AGO)
    special_day_set(
        calendar_id=own.pk, on=MORNING.date(), works=False, name="龙舟节", actor=keeper, at=LONG_AGO
    )
    calendar_publish(calendar_id=own.pk, effective_at=LONG_AGO + DAY, actor=keeper, at=LONG_AGO)
    assert grounds(who_answers(place=HERE, at=MORNING)) == [("fallback", "绣衣执法中队")]


def test_handed_over_duties_name_the_successor_from_that_instant_on(town: Town) -> None:
    publish(draft(*BOTH))
    pending = draft(bind("SD-9", "990101003L0001", "F1"))
    keeper = Actor(name="user:0", holdings=(Holding(role="data_admin", area="990101"),), user_id=0)
    assert DutiesHeld().count(town.people["F1"], NOON) == 1
    moved = post_hand_over(
        from_person_id=town.people["F1"].pk, to_number="D1", reason="调任", actor=keeper, at=NOON
    )
    assert moved.work["duty"] == 1
    (before,) = who_answers(place=HERE, at=NOON - DAY)
    (after,) = who_answers(place=HERE, at=NOON)
    assert (before.person, after.person) == ("王强", "何启明")
    assert pending.lines.get().post == moved.posts[0]
    states = dict(duty_states())
    for entry in Entry.objects.filter(act__in=["duty.handed_over", "duty.closed"]):
        key = int(entry.subject.removeprefix("duty:"))
        assert states[key]["post"] == (
            moved.posts[0].pk if entry.act == "duty.handed_over" else town.posts["F1"].pk
        )
    changed = draft(bind("SD-1", "990101003L0001", "F2"))
    revision_publish(
        revision_id=changed.pk, effective_at=NOON + DAY, document_number="3 号", actor=CLERK, at=NOON
    )
    assert duties_open(["SD-1"])["SD-1"].post == town.posts["F2"]
    assert who_answers(place=HERE, at=NOON + DAY)[0].person == "李平"


def test_nobody_is_an_answer_too(town: Town) -> None:
    (answer,) = who_answers(place=HERE, at=MORNING)
    assert (answer.is_nobody, answer.unit_id, answer.person_id) == (True, None, None)


def test_the_absent_are_represented_and_the_lapsed_leave_the_unit(town: Town) -> None:
    publish(draft(*BOTH))
    town.posts["F1"].deputy = town.people["F2"]
    town.posts["F1"].save()
    town.away("F1", MORNING - DAY, MORNING + 3 * DAY)
    (answer,) = who_answers(place=HERE, at=MORNING)
    assert (answer.person, answer.instead_of, answer.away_kind) == ("李平", "王强", "leave")
    town.away("F2", MORNING - DAY, None)
    (answer,) = who_answers(place=HERE, at=MORNING)
    assert (answer.person_id, answer.unit, answer.lapse) == (None, "绣衣执法中队", "holder_away")
    (later,) = who_answers(place=HERE, at=MORNING + 3 * DAY)
    assert (later.person, later.instead_of) == ("王强", "")


def test_who_answers_costs_eight_statements_whatever_lies_there(town: Town, sql_budget: Budget) -> None:
    publish(
        draft(
            *BOTH, *(new_line(**values) for seg in ("1", "2") for values in chain(f"990101003L000{seg}")),
            new_line(code="D", area_code="990101003", ground="fallback", unit_code="U-OFFICE",
                     hours=DutyHours.WORKING),
        )
    )  # fmt: skip
    with sql_budget("who answers", most=8):
        found = who_answers(place=HERE, at=MORNING)
    assert len(found) == 7


def test_names_come_from_the_whole_district_whatever_the_askers_areas(town: Town) -> None:
    publish(draft(*(new_line(**values) for seg in ("1", "2") for values in chain(f"990101003L000{seg}"))))
    scope_set(("990101003001",))
    assert [one.person for one in who_answers(place=HERE, at=MORNING)] == [
        "郑和", "王强", "吴敏", "周正", "何启明",
    ]  # fmt: skip


def test_a_neighbour_district_learns_which_unit_answers_and_no_name(town: Town) -> None:
    publish(draft(*BOTH))
    assert [one.person for one in who_answers(place=HERE, at=MORNING)] == ["王强"]
    for areas in ((), ("990102",), ("990102001", "990103")):
        scope_set(areas)
        (answer,) = who_answers(place=HERE, at=MORNING)
        assert (answer.unit, answer.person, answer.person_id) == ("绣衣执法中队", "", None)
        assert (answer.instead_of, answer.phone) == ("", "0580-1234567")  # of the office


# --- changing the table -------------------------------------------------------------------------------------


def test_a_published_change_opens_replaces_and_ends_lines_on_its_day(town: Town) -> None:
    publish(draft(*BOTH))
    second = draft(bind("SD-1", "990101003L0001", "F2"), title="二季度调整")
    assert [line.verb for line in second.lines.all()] == ["line_replace"]
    publish(second, after=10 * DAY)
    (before,) = who_answers(place=HERE, at=LONG_AGO + 9 * DAY)
    (after,) = who_answers(place=HERE, at=LONG_AGO + 10 * DAY)
    assert (before.person, after.person) == ("王强", "李平")
    closed = Duty.objects.get(code="SD-1", closed_by=second)
    assert closed.validity.upper == LONG_AGO + 10 * DAY


def test_what_the_ledger_answers_for_is_what_stands_in_the_rows(town: Town) -> None:
    publish(draft(*BOTH))
    second = draft(bind("SD-1", "990101003L0001", "F2"))
    publish(second, after=10 * DAY)
    assert {entry.act for entry in Entry.objects.filter(subject__startswith="duty:")} == {
        "duty.opened", "duty.closed",
    }  # fmt: skip
    closed = Duty.objects.get(closed_by=second)
    assert dict(duty_states())[closed.pk] == duty_state(closed)
    assert len(dict(revision_states())) == 2


def test_a_change_is_withdrawn_until_its_day_and_not_after(town: Town) -> None:
    publish(draft(*BOTH))
    second = publish(draft(bind("SD-1", "990101003L0001", "F2")), after=10 * DAY)
    revision_withdraw(revision_id=second.pk, reason="文号有误", actor=CLERK, at=LONG_AGO + 9 * DAY)
    (answer,) = who_answers(place=HERE, at=LONG_AGO + 20 * DAY)
    assert answer.person == "王强"
    third = publish(draft(bind("SD-1", "990101003L0001", "F2")), after=10 * DAY)
    with pytest.raises(NotAllowedNow):
        revision_withdraw(revision_id=third.pk, reason="迟了", actor=CLERK, at=LONG_AGO + 10 * DAY)


def test_a_published_change_takes_no_more_lines(town: Town) -> None:
    revision = publish(draft(*BOTH))
    with pytest.raises(NotAllowedNow):
        draft_lines_put(revision_id=revision.pk, lines=BOTH, actor=CLERK, at=NOON)
    with pytest.raises(NotAllowedNow):
        publish(revision)


def test_a_table_that_breaks_r13_or_r12_is_refused_and_names_the_places(town: Town) -> None:
    lacking = draft(BOTH[0])
    with pytest.raises(SegmentsUnbound) as refused:
        publish(lacking)
    assert refused.value.arguments == {"places": "滨河路 2 号段", "count": 1}
    assert not Duty.objects.exists()
    crowded = draft(*BOTH, bind("SD-3", "990101003L0001", "F2"))
    with pytest.raises(SegmentsUnbound):
        publish(crowded)
    chiefs = [new_line(**values) for values in [*chain(), *chain("990101003L0002", but=("chief_deputy",))]]
    with pytest.raises(ChiefsMissing) as missing:
        publish(draft(*BOTH, *chiefs))
    assert missing.value.arguments["places"] == "滨河路 2 号段"


def test_the_preview_says_who_gets_what_and_what_is_left_open(town: Town) -> None:
    line = new_line(code="WG", area_code="990101003Z01", ground="grid_duty", unit_code="U-COMMUNITY")
    publish(draft(line))
    second = draft()
    draft_lines_end(
        revision_id=second.pk, duty_ids=[Duty.objects.get(code="WG").pk], actor=CLERK, at=LONG_AGO + DAY
    )
    outcome = draft_outcome(second, at=LONG_AGO + DAY)
    assert [(gap.area, gap.ground) for gap in outcome.gaps] == [("责任网格 1", "grid_duty")]
    removed = [row.pk for row in outcome.lines]
    draft_lines_remove(revision_id=second.pk, line_ids=removed, actor=CLERK, at=LONG_AGO + DAY)
    assert not DutyDraftLine.objects.filter(revision=second).exists()


def test_two_changes_of_one_line_do_not_overtake_each_other(town: Town) -> None:
    publish(draft(*BOTH))
    one, other = draft(bind("SD-1", "990101003L0001", "F2")), draft(bind("SD-1", "990101003L0001", "F2"))
    publish(one, after=10 * DAY)
    with pytest.raises(Conflict):
        publish(other, after=11 * DAY)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"area_code": "990101009"}, {"area_code": "duty_area_unknown"}),
        ({"area_code": "990102"}, {"area_code": "duty_area_outside"}),
        ({"unit_code": "U-NONE"}, {"unit_code": "duty_unit_unknown"}),
        ({"work_number": "D1"}, {"work_number": "duty_post_unknown"}),
        ({"matter": "99999"}, {"matter": "duty_matter_unknown"}),
        ({"level": "chief_officer"}, {"level": "duty_level_misplaced"}),
        ({"ground": "road_chief_duty"}, {"level": "duty_level_misplaced"}),
        ({"code": " "}, {"code": "duty_code_empty"}),
    ],
)
def test_a_wrong_line_is_refused_and_the_draft_stays_empty(
    town: Town, wrong: dict[str, str], fault: dict[str, str]
) -> None:
    right: dict[str, Any] = {  # columns of mixed types
        "code": "X", "area_code": "990101003", "ground": "fallback", "unit_code": "U-SQUAD",
    }  # fmt: skip
    revision = draft(new_line(**right))
    with pytest.raises(Invalid) as refused:
        draft_lines_put(revision_id=revision.pk, lines=[new_line(**(right | wrong))], actor=CLERK, at=NOON)
    assert refused.value.fields == fault
    assert revision.lines.count() == 1


def test_an_empty_draft_a_past_day_and_a_missing_number_are_refused(town: Town) -> None:
    for revision, after, number, fields in (
        (draft(), DAY, "1 号", {"effective_on": "duty_draft_empty"}),
        (draft(*BOTH), -DAY, "1 号", {"effective_on": "duty_date_passed"}),
        (draft(*BOTH), DAY, " ", {"document_number": "duty_document_missing"}),
    ):
        with pytest.raises(Invalid) as refused:
            revision_publish(
                revision_id=revision.pk, effective_at=LONG_AGO + after, document_number=number, actor=CLERK,
                at=LONG_AGO,
            )  # fmt: skip
        assert refused.value.fields == fields


def test_another_district_and_another_role_may_not_publish(town: Town) -> None:
    revision = draft(*BOTH)
    for role, area in (("ground_clerk", "990102"), ("leader", "990101")):
        actor = Actor(name="user:1", holdings=(Holding(role=role, area=area),), user_id=1)
        with pytest.raises(NotPermitted):
            revision_publish(
                revision_id=revision.pk, effective_at=NOON, document_number="1 号", actor=actor, at=NOON
            )
