"""Units that a form offers and reads by what they are called."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms

from xiuhua.ground.models import Unit
from xiuhua.ground.queries.handbook import (
    UNITS,
    units_called,
    units_offered,
)
from xiuhua.shared.errors import Invalid
from xiuhua.web.parts import Option


def units_offer(form: forms.Form) -> None:
    """Let the four fields offer the units recorded."""
    options = tuple(
        Option(value=f"{unit.code} {unit.name}", label=unit.short_name) for unit in units_offered()
    )
    for role in UNITS:
        form.fields[role].widget.suggestions = options


def units_read(typed: Mapping[str, str]) -> dict[str, int | None]:
    """Return the ids of the units typed, by role.

    Raises:
        Invalid: a text names no unit, or more than one.
    """
    found: dict[str, int | None] = {}
    faults = {}
    for role in UNITS:
        said = typed[role].strip()
        units = units_called(said) if said else []
        if said and len(units) != 1:
            faults[role] = "handbook_unit_many" if units else "handbook_unit_unknown"
        found[role] = units[0].pk if len(units) == 1 else None
    if faults:
        raise Invalid(fields=faults)
    return found


def unit_text(unit: Unit | None) -> str:
    """Return a unit as a form's field says it."""
    return f"{unit.code} {unit.name}" if unit else ""
