"""People that forms of the loop offer while somebody types, and whom somebody typed."""

from __future__ import annotations

from xiuhua.cases.queries.look_backs import people_serving
from xiuhua.cases.queries.rows import Person
from xiuhua.shared.errors import Invalid
from xiuhua.web.parts import Option

_MOST = 500


def people_offered() -> tuple[Option, ...]:
    """Return who serves, by work number and name."""
    return tuple(
        Option(value=f"{one.work_number} {one.name}", label=one.unit.short_name or one.unit.name)
        for one in people_serving()[:_MOST]
    )


def person_called(typed: str, *, field: str) -> Person:
    """Return the person that somebody typed, by work number or name.

    Raises:
        Invalid: nobody is called so, or several are; said beside `field`.
    """
    said = typed.strip()
    head = said.split(maxsplit=1)[0] if said else ""
    exact = people_serving().filter(work_number=head).first()
    if exact is not None:
        return exact
    named = list(people_serving().filter(name=said)[:2])
    if len(named) != 1:
        raise Invalid(fields={field: "case_person_unknown"})
    return named[0]
