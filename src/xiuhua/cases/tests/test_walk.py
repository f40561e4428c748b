"""Anybody tries anything at any time, and no case ever stands where the table has no state."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from xiuhua.cases.models import Case, Move
from xiuhua.cases.rules.loop import STEP_OF, acts_in, states_reached
from xiuhua.cases.services import cases_recount, deadlines_sweep, deferrals_resume
from xiuhua.cases.services.recounting import case_differences
from xiuhua.cases.terms import OVER, CaseAct, CaseState, Channel, Desk, Track
from xiuhua.cases.tests.loop_kit import AT_THE_KEY_SPOT, HERE, MONDAY, NOBODYS, USUAL, Loop, consistent, sound
from xiuhua.ground.rules.limits import Limit
from xiuhua.ground.terms.calendars import TimeUnit
from xiuhua.shared.actor import system
from xiuhua.shared.errors import CityError

_PEOPLE = (
    *("collector", "acceptor", "head", "dispatcher", "unit", "handler", "street", "community", "office"),
    *("own_checker", "upper", "leader", "keeper"),
)
_MATTERS = ("06010", "07001", "06013", "09006", "06035", "05008")
_UNITS = ("U-KEEPER", "U-WATER", "U-OFFICE", "U-COMMUNITY", "U-SQUAD")
_SERVES = {"U-KEEPER": "unit", "U-OFFICE": "street", "U-COMMUNITY": "community"}
_APART = st.sampled_from((0, 1, 59, 600, 3_600, 20_000, 90_000, 260_000))  # seconds
_NUMBER = st.integers(0, 10_000)
_SYSTEM = system("tests")


class Walk(RuleBasedStateMachine):
    """One town, whose cases are led about by people who try everything."""

    loop: ClassVar[Loop]

    def __init__(self) -> None:
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.at: datetime = MONDAY
        self.ids: list[int] = []
        self.done = 0

    def teardown(self) -> None:
        """See that everything is sound, and forget it."""
        try:
            sound(at=self.at)
        finally:
            transaction.set_rollback(True)
            self.block.__exit__(None, None, None)

    @initialize()
    def begin(self) -> None:
        """Begin with two cases of one matter, so that something can be merged."""
        for who in ("collector", "acceptor"):
            self.ids.append(self.loop.report(at=self.at, who=who).pk)

    @rule(
        matter=st.sampled_from(_MATTERS), spot=st.sampled_from((HERE, AT_THE_KEY_SPOT, NOBODYS)),
        who=st.sampled_from(_PEOPLE), push=st.booleans(), solved=st.booleans(),
        track=st.sampled_from(list(Track)), above=st.booleans(), apart=_APART,
    )  # fmt: skip
    def report(
        self, *, matter: str, spot: tuple[float, float], who: str, push: bool, solved: bool, track: Track,
        above: bool, apart: int,
    ) -> None:  # fmt: skip
        """Report something."""
        self.at += timedelta(seconds=apart)
        given: dict[str, object] = {"channel": Channel.UPPER, "upper_number": "SJ-1"} if above else {}
        if above:
            given["upper_due_at"] = self.at + timedelta(hours=5)
        count = Case.objects.count()
        try:
            case = self.loop.report(
                matter, at=self.at, who=who, push=push, solved=solved, track=track, longitude=spot[0],
                latitude=spot[1], **given,
            )  # fmt: skip
        except CityError:
            assert Case.objects.count() == count
        else:
            self.ids.append(case.pk)
            self._look(case)

    @rule(which=_NUMBER, pick=_NUMBER, unit=st.sampled_from(_UNITS), other=_NUMBER, apart=_APART)
    def in_turn(self, which: int, pick: int, unit: str, other: int, apart: int) -> None:
        """Let the right person do something that the table allows."""
        case = self._case(which)
        acts = [act for act in acts_in(CaseState(case.state)) if STEP_OF[act].desks != (Desk.SYSTEM,)]
        if acts:
            act = acts[pick % len(acts)]
            self._try(case, act, self._whose(case, act), unit=unit, other=other, apart=apart)

    @rule(
        which=_NUMBER, act=st.sampled_from(list(CaseAct)), who=st.sampled_from(_PEOPLE),
        unit=st.sampled_from(_UNITS), other=_NUMBER, apart=_APART,
    )  # fmt: skip
    def out_of_turn(self, which: int, act: CaseAct, who: str, unit: str, other: int, apart: int) -> None:
        """Let anybody try anything."""
        self._try(self._case(which), act, who, unit=unit, other=other, apart=apart)

    @rule(apart=_APART)
    def time_passes(self, apart: int) -> None:
        """Let deadlines pass, deferrals end, and clocks be counted again."""
        self.at += timedelta(seconds=apart)
        for _ in range(3):
            deadlines_sweep(at=self.at)
        assert deadlines_sweep(at=self.at).total == 0
        deferrals_resume(at=self.at)
        assert cases_recount(area_code="9901", actor=_SYSTEM, at=self.at) == 0  # nothing has been corrected

    # --- by hand --------------------------------------------------------------------------------------------

    def _case(self, which: int) -> Case:
        return Case.objects.get(pk=self.ids[which % len(self.ids)])

    def _whose(self, case: Case, act: CaseAct) -> str:
        if Desk.UNIT in STEP_OF[act].desks and case.unit:
            return _SERVES.get(case.unit.code, "unit")
        if act is CaseAct.TAKE_BACK:
            last = Move.objects.filter(case=case).latest("number").actor
            return next((name for name, actor in self.loop.actors.items() if actor.name == last), "head")
        return USUAL.get(act, "dispatcher")

    def _try(self, case: Case, act: CaseAct, who: str, *, unit: str, other: int, apart: int) -> None:
        self.at += timedelta(seconds=apart)
        before, count = case.state, case.moves_count
        people = {"U-KEEPER": "N-handler", "U-OFFICE": "O1", "U-COMMUNITY": "C1"}
        told = {
            "reason": "情况属实" if other % 9 else "",
            "unit_id": self.loop.unit(unit).pk,
            "person_id": self.loop.town.people[people.get(case.unit.code if case.unit else "", "N-unit")].pk,
            "until": self.at + timedelta(days=other % 380),
            "limit": Limit(1 + other % 3, list(TimeUnit)[other % len(TimeUnit)]),
            "target_id": self.ids[other % len(self.ids)],
        }
        try:
            moved = self.loop.act(case, act, who, self.at, **told)
        except CityError:
            fresh = Case.objects.get(pk=case.pk)
            assert (fresh.state, fresh.moves_count) == (before, count), "a refusal left a trace"
            return
        self.done += 1
        step = STEP_OF[act]
        assert CaseState(before) in step.sources
        assert step.to is None or moved.state == step.to
        target = moved.merged_into
        assert target is None or (target.pk != moved.pk)
        if act is CaseAct.MERGE and target is not None:
            assert CaseState(target.state) not in OVER
            self._look(target)
        self._look(Case.objects.get(pk=case.pk))

    def _look(self, case: Case) -> None:
        assert CaseState(case.state) in states_reached()
        assert case_differences(case=case, at=self.at) == []
        consistent(case)


def _walk(loop: Loop, *, walks: int, steps: int) -> None:
    bound = type("BoundWalk", (Walk,), {"loop": loop})
    chosen = settings(
        max_examples=walks, stateful_step_count=steps, deadline=None, database=None, derandomize=walks < 50,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(bound, settings=chosen)


@pytest.mark.slow("some walks through the whole loop")
def test_a_few_random_walks_leave_every_case_as_its_moves_say(loop: Loop) -> None:
    _walk(loop, walks=12, steps=25)


@pytest.mark.heavy
@pytest.mark.slow("many long walks through the whole loop")
def test_many_random_walks_leave_every_case_as_its_moves_say(loop: Loop) -> None:
    _walk(loop, walks=60, steps=50)
