"""An import from upload to the day it is taken back."""

from __future__ import annotations

import pytest
from django.db import connection

from xiuhua.access.services import scope_set
from xiuhua.intake.models import ImportedRow
from xiuhua.intake.rules.mapping import Mapping
from xiuhua.intake.services import (
    run_commit,
    run_commit_ask,
    run_drop,
    run_map,
    run_read,
    run_stop,
    run_undo,
    run_undo_ask,
)
from xiuhua.intake.services.refusals import Broken, FaultyRows, NothingNew, PlanChanged, RowChanged
from xiuhua.intake.terms import RunState
from xiuhua.intake.tests.conftest import (
    EAST,
    NOON,
    WEST,
    clerk_of,
    lamp_line,
    lamps_csv,
    lamps_recorded,
    opened,
)
from xiuhua.ledger.models import Entry
from xiuhua.shared.actor import Actor
from xiuhua.shared.coordinates import Datum
from xiuhua.shared.errors import Invalid, NotAllowedNow, NotFound, NotPermitted

THREE = lamps_csv(lamp_line(1), lamp_line(2), lamp_line(3))


def _written(content: bytes, actor: Actor, *, leaves_out: bool = False) -> int:
    run = opened(content, actor=actor)
    run_commit_ask(run_id=run.pk, leaves_out=leaves_out, actor=actor, at=NOON)
    run_commit(run_id=run.pk, actor=actor, at=NOON)
    return run.pk


def test_a_file_is_previewed_and_nothing_is_written(clerk: Actor) -> None:
    run = opened(THREE, actor=clerk)
    assert (run.standing, run.fresh, run.changed, run.same, run.faulty) == (RunState.PREVIEWED, 3, 0, 0, 0)
    assert run.mapping["columns"]["watts"] == "功率(W)"
    assert lamps_recorded() == {}


def test_a_preview_tells_new_changed_same_and_faulty_rows(clerk: Actor) -> None:
    _written(THREE, clerk)
    run = opened(
        lamps_csv(lamp_line(1), lamp_line(2, watts=60), lamp_line(4), lamp_line(5, watts="亮")), actor=clerk
    )
    assert (run.fresh, run.changed, run.same, run.faulty) == (1, 1, 1, 1)
    (change,) = run.changes.all()
    assert (change.key, change.column, change.before, change.after) == ("L002", "watts", "40", "60")
    (fault,) = run.faults.all()
    assert (fault.row, fault.column, fault.code) == (5, "功率(W)", "import_cell_number")
    assert fault.cells["名称"] == "路灯"


def test_a_commit_writes_every_row_with_its_entry_and_one_for_the_run(clerk: Actor) -> None:
    number = _written(THREE, clerk)
    assert set(lamps_recorded()) == {"L001", "L002", "L003"}
    assert Entry.objects.filter(act="lamp.write").count() == 3
    (finish,) = Entry.objects.filter(act="import.finish", subject=f"import:{number}")
    assert finish.detail["new"] == 3
    assert len(finish.detail["sha256"]) == 64


def test_a_row_that_cannot_be_written_leaves_nothing_of_the_file(clerk: Actor) -> None:
    run = opened(lamps_csv(*(lamp_line(n) for n in range(1, 60)), lamp_line(60, name="短路")), actor=clerk)
    run_commit_ask(run_id=run.pk, leaves_out=False, actor=clerk, at=NOON)
    with pytest.raises(RuntimeError):
        run_commit(run_id=run.pk, actor=clerk, at=NOON)
    assert lamps_recorded() == {}
    assert not ImportedRow.objects.exists()
    stopped = run_stop(run_id=run.pk, refusal=Broken(), actor=clerk, at=NOON)
    assert (stopped.standing, stopped.failure["code"]) == (RunState.PREVIEWED, "import_broken")


def test_faulty_rows_hold_up_the_file_until_somebody_leaves_them_out(clerk: Actor) -> None:
    content = lamps_csv(lamp_line(1), lamp_line(2, watts="亮"))
    run = opened(content, actor=clerk)
    with pytest.raises(FaultyRows) as refused:
        run_commit_ask(run_id=run.pk, leaves_out=False, actor=clerk, at=NOON)
    assert refused.value.arguments["rows"] == 1
    run_commit_ask(run_id=run.pk, leaves_out=True, actor=clerk, at=NOON)
    run_commit(run_id=run.pk, actor=clerk, at=NOON)
    assert set(lamps_recorded()) == {"L001"}


def test_a_file_that_changes_nothing_is_not_written(clerk: Actor) -> None:
    _written(THREE, clerk)
    run = opened(THREE, actor=clerk)
    assert run.same == 3
    with pytest.raises(NothingNew):
        run_commit_ask(run_id=run.pk, leaves_out=False, actor=clerk, at=NOON)


def test_a_second_commit_of_a_run_is_refused(clerk: Actor) -> None:
    number = _written(THREE, clerk)
    with pytest.raises(NotAllowedNow):
        run_commit_ask(run_id=number, leaves_out=False, actor=clerk, at=NOON)
    with pytest.raises(NotAllowedNow):
        run_commit(run_id=number, actor=clerk, at=NOON)


def test_a_commit_is_refused_where_records_changed_since_the_preview(clerk: Actor) -> None:
    run = opened(THREE, actor=clerk)
    _written(lamps_csv(lamp_line(2, watts=99)), clerk)
    run_commit_ask(run_id=run.pk, leaves_out=False, actor=clerk, at=NOON)
    with pytest.raises(PlanChanged):
        run_commit(run_id=run.pk, actor=clerk, at=NOON)
    assert set(lamps_recorded()) == {"L002"}


def test_an_import_is_taken_back_as_a_whole(clerk: Actor) -> None:
    _written(lamps_csv(lamp_line(1, watts=25)), clerk)
    number = _written(THREE, clerk)
    run_undo_ask(run_id=number, reason="表发错了", actor=clerk, at=NOON)
    run = run_undo(run_id=number, actor=clerk, at=NOON)
    assert run.standing is RunState.UNDONE
    assert lamps_recorded() == {"L001": ("路灯", 25)}
    assert Entry.objects.filter(act="import.row_gone").count() == 2


def test_taking_back_is_refused_once_somebody_worked_with_a_row(clerk: Actor) -> None:
    number = _written(THREE, clerk)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE lamp SET watts = 7 WHERE code = 'L002'")
    run_undo_ask(run_id=number, reason="表发错了", actor=clerk, at=NOON)
    with pytest.raises(RowChanged) as refused:
        run_undo(run_id=number, actor=clerk, at=NOON)
    assert refused.value.arguments == {"row": "3", "key": "L002", "rows": 1}
    assert len(lamps_recorded()) == 3


def test_taking_back_needs_a_reason(clerk: Actor) -> None:
    number = _written(THREE, clerk)
    with pytest.raises(Invalid):
        run_undo_ask(run_id=number, reason=" ", actor=clerk, at=NOON)


def test_a_run_that_was_given_up_cannot_be_written(clerk: Actor) -> None:
    run = opened(THREE, actor=clerk)
    run_drop(run_id=run.pk, actor=clerk, at=NOON)
    with pytest.raises(NotAllowedNow):
        run_commit_ask(run_id=run.pk, leaves_out=False, actor=clerk, at=NOON)


def test_rows_of_another_district_are_faulty(clerk: Actor) -> None:
    run = opened(lamps_csv(lamp_line(1), lamp_line(2, area=EAST)), actor=clerk)
    assert [(fault.row, fault.column) for fault in run.faults.all()] == [(3, "区划代码")]


def test_a_run_is_not_seen_from_another_district(clerk: Actor) -> None:
    run = opened(lamps_csv(lamp_line(1, watts="亮")), actor=clerk)
    stranger = clerk_of(EAST, user_id=8)
    scope_set(stranger.areas)
    with pytest.raises(NotFound):
        run_read(run_id=run.pk, actor=stranger, at=NOON)
    assert not run.faults.exists()
    scope_set(clerk.areas)
    assert run.faults.exists()


def test_who_may_not_import_the_kind_may_not_begin(clerk: Actor) -> None:
    nobody = Actor(name="user:9", user_id=9)
    with pytest.raises(NotPermitted):
        opened(THREE, actor=nobody)
    assert WEST in clerk.areas


def test_columns_are_matched_by_hand_and_remembered(clerk: Actor) -> None:
    strange = THREE.replace("名称".encode(), "叫法".encode())
    run = opened(strange, actor=clerk)
    assert (run.standing, run.failure["code"]) == (RunState.CHOOSING, "import_columns_missing")
    assert run.preview["samples"]["叫法"] == ["路灯", "路灯", "路灯"]
    mapping = Mapping(columns={"name": "叫法"})
    run_map(run_id=run.pk, mapping=mapping, actor=clerk, at=NOON)
    again = run_read(run_id=run.pk, actor=clerk, at=NOON)
    assert (again.standing, again.failure["code"]) == (RunState.CHOOSING, "import_system_missing")


def test_a_column_left_out_by_hand_stays_out_of_preview_and_commit(clerk: Actor) -> None:
    run = opened(THREE, actor=clerk, mapping=Mapping(columns={"watts": ""}, system=Datum.WGS84))
    assert run.mapping["columns"]["watts"] == ""
    run_commit_ask(run_id=run.pk, leaves_out=False, actor=clerk, at=NOON)
    run_commit(run_id=run.pk, actor=clerk, at=NOON)
    assert lamps_recorded()["L001"] == ("路灯", None)
