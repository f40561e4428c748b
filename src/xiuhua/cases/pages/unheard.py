"""Units of which nobody can be told: said before a case goes there, and after."""

from __future__ import annotations

from collections.abc import Callable

from django.urls import reverse
from django.utils.translation import gettext as _

from xiuhua.cases.models import Case
from xiuhua.cases.queries.rows import Unit
from xiuhua.cases.rules.suggesting import Suggestion
from xiuhua.cases.terms import CaseState
from xiuhua.ground.queries.handbook import units_called
from xiuhua.ground.queries.units import unheard_sentence, unit_get
from xiuhua.shared.clock import now
from xiuhua.web.errors import language
from xiuhua.web.parts import Action, State

_WITH_UNIT = frozenset(
    {CaseState.DISPATCHED, CaseState.HANDLING, CaseState.RETURNED, CaseState.DEFERRED, CaseState.SHELVED}
)
_BEFORE = frozenset({CaseState.FILING, CaseState.DISPATCHING})


def unheard_words(unit: Unit | None) -> str:
    """Return that nobody of a unit can be told, and where to call; empty where somebody can."""
    return unheard_sentence(unit, at=now(), language=language())


def unheard_typed(typed: str) -> str:
    """Return the same of the unit that stands in a form; empty where it names none."""
    found = units_called(typed) if typed.strip() else []
    return unheard_words(unit_get(found[0].pk)) if len(found) == 1 else ""


def unheard_notice(case: Case, suggested: Callable[[], Suggestion]) -> State | None:
    """Return what the page of a case says where nobody of its unit, or of the suggested one, can be told."""
    here = CaseState(case.state)
    if here in _WITH_UNIT:
        unit = case.unit
    else:
        found = suggested().unit_id if here in _BEFORE else None
        unit = unit_get(found) if found is not None else None
    words = unheard_words(unit)
    if unit is None or not words:
        return None
    page = Action(label=_("The unit"), url=reverse("ground:unit-page", args=(unit.pk,)))
    return State(kind="stale", title=words, acts=(page,))
