"""The rule who answers, against a plain oracle and at its edges."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.oracles import duty_oracle
from xiuhua.ground.rules.duties import (
    AREA_ORDER,
    Answer,
    Binding,
    Body,
    DutyLine,
    DutyQuestion,
    Segment,
    answers,
    binding_violations,
    chief_violations,
    level_above,
)
from xiuhua.ground.rules.people import Away, Seat, Somebody
from xiuhua.ground.terms.duties import ChiefLevel, DutyGround

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)
_TABLES, _QUESTIONS_EACH = 200, 50


def moment(day: float | None) -> Any:  # an instant, or None for an open end
    return None if day is None else EPOCH + timedelta(days=day)


# --- one drawn world, told twice: as plain facts to the oracle, as values to the rule -------------------


class World:
    """A duty table of a few areas, units and people, drawn from a seed."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
        pick = self.chance.choice
        self.people = [
            {"id": number, "name": f"p{number}", "serving": self.chance.random() < 0.8} for number in range(6)
        ]
        self.units = [
            {"id": number, "name": f"u{number}", "retired": self.chance.random() < 0.2} for number in range(4)
        ]
        self.areas = {number: pick(AREA_ORDER) for number in range(8)}
        self.absences = [self._absence() for _ in range(self.chance.randrange(6))]
        self.lines = [self._line(number) for number in range(self.chance.randrange(40))]

    def _span(self) -> dict[str, float | None]:
        since = self.chance.randrange(10)
        return {"since": since, "until": self.chance.choice([None, since + self.chance.randrange(1, 8)])}

    def _absence(self) -> dict[str, Any]:
        named = self.chance.choice([None, *self.people])
        return {"person": self.chance.choice(self.people)["id"], "deputy": named, **self._span()}

    def _line(self, number: int) -> dict[str, Any]:
        pick = self.chance.choice
        ground, area = pick(list(DutyGround)).value, pick(list(self.areas))
        chief = ground == DutyGround.ROAD_CHIEF
        post = {"holder": pick(self.people), "deputy": pick([None, *self.people]), **self._span()}
        return {
            "id": number, "ground": ground, "area": area, "area_level": self.areas[area],
            "level": pick(list(ChiefLevel)).value if chief else "",
            "item": pick(["", "", "01001", "02001"]), "kind": pick(["matter", "component_kind"]),
            "class": pick(["", "01", "02"]), "hours": pick(["always", "working", "off_hours"]),
            "unit": pick(self.units), "post": pick([None, post]), **self._span(),
        }  # fmt: skip

    def question(self) -> dict[str, Any]:
        pick = self.chance.choice
        held = self.chance.sample(list(self.areas), self.chance.randrange(len(self.areas)))
        return {
            "at": self.chance.randrange(36) / 2, "working": pick([True, False]),
            "areas": {area: pick([0.0, 0.0, 7.5, 12.0]) for area in held},
            "matter": pick(["", "01001", "01002", "02001"]), "kind": pick(["matter", "component_kind"]),
            "keeper": pick([None, None, pick(self.units)]), "owner": pick([None, None, pick(self.units)]),
        }  # fmt: skip


def somebody(facts: Mapping[str, Any] | None) -> Somebody | None:
    return Somebody(id=facts["id"], name=facts["name"], serving=facts["serving"]) if facts else None


def body(facts: Mapping[str, Any] | None) -> Body | None:
    return Body(id=facts["id"], name=facts["name"], retired=facts["retired"]) if facts else None


def seat(facts: Mapping[str, Any] | None) -> Seat | None:
    if facts is None:
        return None
    holder = somebody(facts["holder"])
    assert holder
    return Seat(
        id=1, holder=holder, deputy=somebody(facts["deputy"]), since=moment(facts["since"]),
        until=moment(facts["until"]),
    )  # fmt: skip


def line(facts: Mapping[str, Any]) -> DutyLine:
    unit = body(facts["unit"])
    assert unit
    return DutyLine(
        duty_id=facts["id"], area_id=facts["area"], area="", area_level=facts["area_level"],
        ground=facts["ground"], level=facts["level"], item=facts["item"], item_kind=facts["kind"],
        class_code=facts["class"], hours=facts["hours"], since=moment(facts["since"]),
        until=moment(facts["until"]), body=unit, seat=seat(facts["post"]),
    )  # fmt: skip


def away(facts: Mapping[str, Any]) -> Away:
    return Away(
        person_id=facts["person"], kind="leave", since=moment(facts["since"]), until=moment(facts["until"]),
        deputy=somebody(facts["deputy"]),
    )  # fmt: skip


def asked(facts: Mapping[str, Any]) -> DutyQuestion:
    return DutyQuestion(
        at=moment(facts["at"]), areas=facts["areas"], matter=facts["matter"], matter_kind=facts["kind"],
        working=facts["working"], keeper=body(facts["keeper"]), owner=body(facts["owner"]),
    )  # fmt: skip


def told(answer: Answer) -> tuple[object, ...]:
    return (
        answer.ground, answer.duty_id, answer.unit_id, answer.person_id, answer.instead_of, answer.lapse,
    )  # fmt: skip


@pytest.mark.slow("ten thousand questions, twice")
@settings(max_examples=_TABLES, deadline=None, derandomize=True)
@given(st.integers(min_value=0, max_value=2**32))
def test_ten_thousand_questions_are_answered_as_the_oracle_answers_them(seed: int) -> None:
    world = World(seed)
    lines, absences = [line(facts) for facts in world.lines], [away(facts) for facts in world.absences]
    for _ in range(_QUESTIONS_EACH):
        question = world.question()
        expected = duty_oracle.who(question, world.lines, world.absences)
        found = answers(asked(question), lines, absences)
        assert [told(one) for one in found] == expected
        assert [one.rank for one in found] == list(range(1, len(found) + 1))


# --- R-12 and R-13 ------------------------------------------------------------------------------------------

ONE, TWO = Segment(id=1, name="1 号段", road="滨河路"), Segment(id=2, name="2 号段", road="滨河路")


def bound(area: int, person: int | None) -> Binding:
    return Binding(area_id=area, ground="three_fixes", person_id=person)


def chief(area: int, level: str, person: int | None = 1) -> Binding:
    return Binding(area_id=area, ground="road_chief_duty", level=level, person_id=person)


def test_each_segment_has_exactly_one_named_person() -> None:
    assert binding_violations([ONE, TWO], [bound(1, 7), bound(2, 8)]) == ()
    assert [one.code for one in binding_violations([ONE, TWO], [bound(1, 7)])] == ["segment_unbound"]
    assert [one.code for one in binding_violations([ONE], [bound(1, 7), bound(1, 8)])] == ["segment_crowded"]
    assert [one.code for one in binding_violations([ONE], [bound(1, None)])] == ["segment_unnamed"]


def test_one_person_may_hold_two_lines_of_a_segment() -> None:
    assert binding_violations([ONE], [bound(1, 7), bound(1, 7)]) == ()


def test_nothing_is_asked_where_the_system_has_not_begun() -> None:
    assert binding_violations([ONE, TWO], []) == ()
    assert chief_violations([ONE, TWO], []) == ()


def test_a_road_with_a_chief_needs_five_names_on_each_of_its_segments() -> None:
    full = [chief(area, level.value) for area in (1, 2) for level in ChiefLevel]
    assert chief_violations([ONE, TWO], full) == ()
    (fault,) = chief_violations([ONE, TWO], full[:-1])
    assert (fault.segment, fault.levels) == ("2 号段", ("chief_officer",))
    (fault,) = chief_violations([ONE], [*full[:4], chief(1, "chief_officer", None)])
    assert fault.levels == ("chief_officer",)


def test_a_problem_climbs_level_by_level() -> None:
    assert level_above("chief_community") == ("chief_deputy", "chief_office", "chief_district")
    assert level_above("chief_district") == ()
    assert level_above("chief_officer")[0] == "chief_community"
