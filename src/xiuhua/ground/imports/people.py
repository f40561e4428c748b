"""Files of people, each in a unit."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime

from xiuhua.access.queries import account_named
from xiuhua.ground.imports.shared import lies_within, words
from xiuhua.ground.models import Person, Unit
from xiuhua.ground.queries.people import people_numbered
from xiuhua.ground.queries.units import units_coded
from xiuhua.ground.services.people import (
    NewPerson,
    people_create_many,
    people_undo,
    person_edit,
    person_link,
    phone_fault,
)
from xiuhua.ground.terms.people import PersonAct, PersonState, UnitState
from xiuhua.intake.rules import Applied, Change, Column, Fault, ImportKind, Known, Record, Value
from xiuhua.shared.actor import Actor
from xiuhua.shared.ids import uuid7
from xiuhua.web.seams import areas_for


class PersonImporter:
    """People, known by their work numbers."""

    def existing(self, keys: Collection[str], *, actor: Actor) -> Mapping[str, Known]:  # noqa: ARG002 - the database scope is the actor's
        """Return the visible people of some work numbers."""
        return {number: _known(person) for number, person in people_numbered(keys).items()}

    def faults(self, records: Sequence[Record], *, keys: Collection[str], actor: Actor) -> Sequence[Fault]:  # noqa: ARG002 - people do not name each other
        """Return what is wrong with units, numbers and accounts."""
        units = units_coded({words(record.values, "unit") for record in records})
        known = people_numbered({words(record.values, "work_number") for record in records})
        reach = areas_for(actor, PersonAct.IMPORT)
        return [
            Fault(row=record.row, column=column, code=code, arguments=arguments)
            for record in records
            for column, code, arguments in _faults(record, units, known, reach)
        ]

    def apply(self, changes: Sequence[Change], *, actor: Actor, at: datetime) -> Sequence[Applied]:
        """Record who is new, change whoever differs, and link accounts."""
        new = [_new(change.record) for change in changes if change.before is None]
        made = {row.work_number: row.pk for row in people_create_many(new=new, actor=actor, at=at)}
        for change in changes:
            if change.before is not None:
                _revise(change.before, change.record.values, actor=actor, at=at)
            elif username := words(change.record.values, "username"):
                person_link(person_id=made[change.key], username=username, actor=actor, at=at)
        return [
            Applied(
                key=change.key,
                pk=change.before.pk if change.before else made[change.key],
                before=change.before,
            )
            for change in changes
        ]

    def revert(self, applied: Sequence[Applied], *, actor: Actor, at: datetime) -> None:
        """Take back who was new, and give the others back what they were."""
        for item in applied:
            if item.before is not None:
                _revise(item.before, item.before.values, actor=actor, at=at)
        people_undo(person_ids=[item.pk for item in applied if item.before is None], actor=actor, at=at)


def _known(person: Person) -> Known:
    return Known(
        pk=person.pk,
        values={
            "work_number": person.work_number,
            "name": person.name,
            "phone": person.phone or None,
            "unit": person.unit.code,
            "username": person.user.username if person.user else None,
        },
    )


def _faults(
    record: Record, units: Mapping[str, Unit], known: Mapping[str, Person], reach: Sequence[str]
) -> Iterator[tuple[str, str, dict[str, str]]]:
    number, code, phone, username = (
        words(record.values, name) for name in ("work_number", "unit", "phone", "username")
    )
    unit, person = units.get(code), known.get(number)
    if unit is None or unit.state != UnitState.ACTIVE:
        yield "unit", "unit_retired" if unit else "unit_unknown", {"unit": code}
    elif not lies_within(unit.area_code, reach):
        yield "unit", "area_not_yours", {"area": unit.area_code}
    if fault := phone_fault(phone):
        yield "phone", fault, {}
    if person is not None and person.state != PersonState.SERVING:
        yield "work_number", "person_left", {"number": number}
    if username and account_named(username) is None:
        yield "username", "account_unknown", {"username": username}


def _new(record: Record) -> NewPerson:
    values = record.values
    return NewPerson(
        client_id=uuid7(),
        work_number=words(values, "work_number"),
        name=words(values, "name"),
        phone=words(values, "phone"),
        unit_code=words(values, "unit"),
    )


def _revise(before: Known, values: Mapping[str, Value], *, actor: Actor, at: datetime) -> None:
    """Give a person the values of a row; columns that the file lacks stay as they are."""
    wanted = {**before.values, **values}
    person = person_edit(
        person_id=before.pk, name=words(wanted, "name"), unit_code=words(wanted, "unit"),
        phone=words(wanted, "phone"), actor=actor, at=at,
    )  # fmt: skip
    if (person.user.username if person.user else "") != words(wanted, "username"):
        person_link(person_id=person.pk, username=words(wanted, "username"), actor=actor, at=at)


PEOPLE = ImportKind(
    key="people",
    zh="人员",
    en="people",
    act=PersonAct.IMPORT,
    key_column="work_number",
    importer=PersonImporter(),
    columns=(
        Column(key="work_number", zh="工号", en="Work number", required=True, max_length=30),
        Column(key="name", zh="姓名", en="Name", required=True, max_length=40),
        Column(key="phone", zh="电话", en="Telephone", max_length=20, aliases=("手机号", "联系电话")),
        Column(key="unit", zh="机构代码", en="Unit", required=True, max_length=18, aliases=("所属机构代码",)),
        Column(key="username", zh="账号", en="User name", max_length=40),
    ),
)
