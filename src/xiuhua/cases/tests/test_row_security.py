"""Districts stay apart in the loop too, even where a query forgets its filter."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, connection, models, transaction

from xiuhua.access.services import scope_opened, scope_set
from xiuhua.cases.models import (
    Appeal,
    Asking,
    Case,
    CaseRoad,
    ConsultationItem,
    Cost,
    LookBackRound,
    Move,
    Report,
    Revisit,
    Watch,
)
from xiuhua.cases.services import case_put_on_agenda, cost_record, roads_find
from xiuhua.cases.terms import CaseAct, CaseState
from xiuhua.cases.tests.loop_kit import DISTRICT, MONDAY, Loop, after
from xiuhua.shared.errors import NotFound

_KEPT_APART = (Case, Report, Move, Asking, ConsultationItem, Cost, Appeal, Revisit, CaseRoad, Watch)


def _everything(loop: Loop) -> Case:
    """Return a case with a wish, a question, a cost, an appeal, a revisit and a road, and a watched place."""
    case = loop.do(loop.case_in(CaseState.HANDLING), CaseAct.EXTEND_ASK, 5)
    case_put_on_agenda(case_id=case.pk, actor=loop.actors["dispatcher"], at=after(6))
    cost_record(case_id=case.pk, amount_fen=100, purpose="清运", actor=loop.actors["unit"], at=after(7))
    _looked_at(loop, case)
    return case


def _looked_at(loop: Loop, case: Case) -> None:
    stamped = {"area_code": case.area_code, "updated_at": MONDAY}
    roads_find(at=MONDAY)
    given = case.assignments.get()
    Appeal.objects.create(
        case=case, unit=given.unit, assignment=given, about="appeal_late", reason="封路",
        made_by="user:1", made_at=MONDAY, **stamped,
    )  # fmt: skip
    one = LookBackRound.objects.create(
        area_code=DISTRICT, title="回头看", since=MONDAY, until=MONDAY, seed=1, closed_count=1, drawn_count=1,
        weights={}, due_on=MONDAY.date(), drawn_by="user:1", recorded_at=MONDAY, updated_at=MONDAY,
    )  # fmt: skip
    Revisit.objects.create(round=one, case=case, chance=1, due_on=MONDAY.date(), **stamped)
    Watch.objects.create(
        kind="spot_grid", key=case.area_code, name="网格", owner=loop.town.people["N-street"],
        since=MONDAY.date(), until=MONDAY.date(), before_count=0, target=0, recorded_at=MONDAY, **stamped,
    )  # fmt: skip


def _seen() -> dict[str, bool]:
    return {model.__name__: model.objects.exists() for model in _KEPT_APART}  # no filter at all


@pytest.mark.parametrize(
    ("areas", "seen"),
    [
        ((), False),
        (("990102",), False),
        (("990101004",), False),
        (("990101003002",), False),
        (("990101",), True),
        (("990102", "990101003"), True),
    ],
)
def test_a_forgotten_filter_shows_only_the_scope(loop: Loop, areas: tuple[str, ...], *, seen: bool) -> None:
    _everything(loop)
    scope_set(areas)
    assert _seen() == dict.fromkeys(_seen(), seen)


def test_without_any_scope_nothing_is_seen(loop: Loop) -> None:
    _everything(loop)
    with connection.cursor() as cursor:
        cursor.execute("RESET xiuhua.scope")
    assert not any(_seen().values())


def test_a_neighbour_finds_no_case_to_act_on_and_its_own_clerk_does(loop: Loop) -> None:
    case = loop.report()
    with scope_opened(("990102",)), pytest.raises(NotFound):
        loop.do(case, CaseAct.ACCEPT, 1)
    with scope_opened(("990101003",)):
        assert loop.do(case, CaseAct.ACCEPT, 1).state == CaseState.FILING


def test_a_row_is_neither_moved_nor_written_outside_the_scope(loop: Loop) -> None:
    case = _everything(loop)
    scope_set(("990101",))
    for model in (Case, Report, Asking, ConsultationItem, Cost, Appeal, Revisit, CaseRoad, Watch):
        with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
            _all(model).update(area_code="990102001")
    stranger = Move.objects.filter(case=case).latest("number")
    stranger.pk, stranger.number, stranger.area_code = None, 99, "990102001"
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        stranger.save(force_insert=True)


def _all(model: type[models.Model]) -> models.QuerySet[models.Model]:
    return model._default_manager.all()


def test_what_happened_is_never_changed_whatever_the_scope(loop: Loop) -> None:
    _everything(loop)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        Move.objects.update(note="改写")


def test_what_leads_to_people_is_secured_for_every_role_that_is_no_superuser(loop: Loop) -> None:
    tables = [model._meta.db_table for model in _KEPT_APART]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT bool_and(relrowsecurity AND relforcerowsecurity), count(*) FROM pg_class"
            " WHERE relname = ANY(%s)",
            [tables],
        )
        assert cursor.fetchone() == (True, len(tables))
