"""Files of duties become drafts, and go again without a trace in the table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from xiuhua.access.services import scope_set
from xiuhua.ground.imports.duties import DUTIES
from xiuhua.ground.models import Duty, DutyDraftLine, DutyRevision
from xiuhua.ground.services.duty_revisions import revision_publish
from xiuhua.ground.tests.duty_kit import CLERK, NOON, Town, town_make
from xiuhua.intake.rules import Applied, Change, Record, Value
from xiuhua.shared.errors import NotAllowedNow

IMPORTER = DUTIES.importer


@pytest.fixture
def town(db: None) -> Iterator[Town]:
    """The small district, with the scope open."""
    scope_set(("",))
    yield town_make()
    scope_set(())


def record(code: str, **values: Value) -> Record:
    row: dict[str, Value] = {
        "code": code, "area_code": "990101003", "ground": "fallback", "unit": "U-SQUAD", "hours": "always",
    }  # fmt: skip
    return Record(row=2, values=row | values)


def applied(*records: Record) -> list[Applied]:
    known = IMPORTER.existing([str(one.values["code"]) for one in records], actor=CLERK)
    changes = [
        Change(key=str(one.values["code"]), record=one, before=known.get(str(one.values["code"])))
        for one in records
    ]
    return list(IMPORTER.apply(changes, actor=CLERK, at=NOON))


def test_a_file_becomes_one_draft_and_is_known_again(town: Town) -> None:
    done = applied(record("A", until=date(2026, 12, 31), work_number="F1"), record("B", matter="01001"))
    done += applied(record("C"))  # the next batch of the same file
    revision = DutyRevision.objects.get()
    assert (revision.state, revision.area_code, revision.lines.count()) == ("draft", "990101", 3)
    known = IMPORTER.existing(["A", "B", "C"], actor=CLERK)
    assert {key: one.pk for key, one in known.items()} == {one.key: one.pk for one in done}
    assert known["A"].values["until"] == date(2026, 12, 31)
    assert known["A"].values["work_number"] == "F1"
    assert known["B"].values["matter"] == "01001"
    assert not Duty.objects.exists()


def test_taking_a_file_back_withdraws_its_draft_and_leaves_the_table(town: Town) -> None:
    done = applied(record("A"), record("B"))
    IMPORTER.revert(done, actor=CLERK, at=NOON)
    assert DutyRevision.objects.get().state == "withdrawn"
    assert not DutyDraftLine.objects.exists()


def test_a_published_file_is_not_taken_back(town: Town) -> None:
    done = applied(record("A"))
    revision_publish(
        revision_id=DutyRevision.objects.get().pk, effective_at=NOON, document_number="1 号", actor=CLERK,
        at=NOON,
    )  # fmt: skip
    with pytest.raises(NotAllowedNow):
        IMPORTER.revert(done, actor=CLERK, at=NOON)
    assert Duty.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"unit": "U-NONE"}, ("unit", "duty_unit_unknown")),
        ({"area_code": "990102"}, ("area_code", "duty_area_outside")),
        ({"area_code": "990199"}, ("area_code", "duty_area_unknown")),
        ({"matter": "99999"}, ("matter", "duty_matter_unknown")),
    ],
)
def test_a_faulty_row_is_named(town: Town, wrong: dict[str, Value], fault: tuple[str, str]) -> None:
    (found,) = IMPORTER.faults([record("A", **wrong), record("B")], keys=["A", "B"], actor=CLERK)
    assert (found.row, found.column, found.code) == (2, *fault)
