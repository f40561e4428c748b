"""What forms of the loop offer while somebody types, and what was typed."""

from __future__ import annotations

import re
from datetime import datetime

from django.contrib.postgres.search import SearchQuery
from django.utils.translation import gettext as _

from xiuhua.cases.models import Case
from xiuhua.cases.queries.ground import lines_in_force, people_at, people_of
from xiuhua.cases.queries.rows import CatalogueItem, Unit
from xiuhua.cases.rules.loop import Step
from xiuhua.cases.terms import CaseAct, Desk
from xiuhua.ground.queries.catalogue import items
from xiuhua.ground.queries.duties import matters
from xiuhua.ground.queries.handbook import units_called, units_offered
from xiuhua.ground.queries.units import units_unheard
from xiuhua.ground.rules.limits import Limit, limit_read, limit_text
from xiuhua.shared.clock import now
from xiuhua.shared.errors import Invalid
from xiuhua.shared.search import search_question
from xiuhua.web.errors import language
from xiuhua.web.parts import Option

_SENT_OUT = frozenset({CaseAct.ASK_VERIFY, CaseAct.FEEDBACK_PASS})
_PEOPLE_MOST = 200


def matters_offered() -> tuple[Option, ...]:
    """Return the matters of 2026."""
    return tuple(Option(value=f"{item.code} {item.zh}", label=item.en) for item in matters())


def item_called(typed: str) -> CatalogueItem:
    """Return the matter that somebody typed: by code, name, or pinyin initials that fit only one.

    Raises:
        Invalid: none fits, or several do.
    """
    said = typed.strip()
    head = said.split(maxsplit=1)[0] if said else ""
    exact = matters().filter(code=head).first() or matters().filter(zh=said).first()
    if exact is not None:
        return exact
    asked = search_question(said)
    found = (
        list(matters().filter(search=SearchQuery(asked, search_type="raw", config="simple"))[:2])
        if asked
        else []
    )
    if len(found) == 1:
        return found[0]
    other = items().filter(zh=said).first()
    if other is None:
        raise Invalid(fields={"matter": "case_matter_unknown"})
    return other


def units_offered_options() -> tuple[Option, ...]:
    """Return the units that can be given work, those marked of which nobody can be told."""
    unheard = units_unheard(at=now())
    return tuple(
        Option(value=f"{unit.code} {unit.name}", label=_("nobody is told") if unit.pk in unheard else "")
        for unit in units_offered()
    )


def unit_choices() -> list[tuple[str, str]]:
    """Return the units that a list is filtered by."""
    return [(str(unit.pk), unit.name) for unit in units_offered()]


def matter_choices() -> list[tuple[str, str]]:
    """Return the matters that a list is filtered by."""
    return [(str(item.pk), f"{item.code} {item.zh}") for item in matters()]


def unit_called(typed: str) -> Unit:
    """Return the unit that somebody typed, by code or name.

    Raises:
        Invalid: none fits, or several do.
    """
    found = units_called(typed)
    if len(found) != 1:
        raise Invalid(fields={"unit": "case_unit_unknown"})
    return found[0]


def units_called_all(typed: str) -> tuple[int, ...]:
    """Return the units of a list typed with 、 between them.

    Raises:
        Invalid: one of them fits none or several.
    """
    found = [units_called(one) for one in re.split(r"[、,，;；\n]+", typed) if one.strip()]
    if any(len(units) != 1 for units in found):
        raise Invalid(fields={"helpers": "case_helpers_wrong"})
    return tuple(units[0].pk for units in found)


def line_choices(case: Case, *, at: datetime) -> list[tuple[str, str]]:
    """Return the conditions of the handbook for a case's matter, each with its limit."""
    if case.item_id is None:
        return []
    return [
        (str(line.pk), f"{limit_text(line.limit, language())} · {line.filing_condition}")
        for line in lines_in_force(case.item_id, case.area_code, at=at)
    ]


def people_choices(case: Case, step: Step) -> list[tuple[str, str]]:
    """Return whom an act may send: collectors where somebody is sent out, else people of the unit."""
    if step.act in _SENT_OUT:
        rows = people_at(Desk.COLLECTOR)
    elif case.unit_id is not None:
        rows = people_of(case.unit_id)
    else:
        return []
    return [(str(person.pk), person.name) for person in rows[:_PEOPLE_MOST]]


def limit_typed(text: str) -> Limit:
    """Return the limit that somebody typed: 2 工作日.

    Raises:
        Invalid: it is none.
    """
    try:
        found = limit_read(text)
    except ValueError as error:
        raise Invalid(fields={"limit": "case_limit_wrong"}) from error
    if not isinstance(found, Limit):
        raise Invalid(fields={"limit": "case_limit_wrong"})
    return found
