"""What pages of the loop share: clocks in words, choices, sentences of reasons."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from django.urls import reverse
from django.utils.functional import lazy
from django.utils.translation import gettext as _

from xiuhua.cases.models import Case, CaseClock
from xiuhua.cases.queries.cases import number_read
from xiuhua.cases.rules.clocks import Clock as Run
from xiuhua.cases.rules.clocks import light
from xiuhua.cases.terms import CaseState, Light, ReportAct
from xiuhua.cases.terms.verbs import VERBS_EN
from xiuhua.ground.queries.areas import areas_wide
from xiuhua.ground.terms import AreaLevel
from xiuhua.shared.actor import Actor
from xiuhua.shared.terms import Term
from xiuhua.web import seams
from xiuhua.web.errors import language
from xiuhua.web.pages.base import Words
from xiuhua.web.pages.clocks import clock_running
from xiuhua.web.pages.filters import AreaChoice
from xiuhua.web.parts import Action, Cell, Clock, ClockState
from xiuhua.web.sentences import catalogue, sentence

_STATES: dict[Light, ClockState] = {
    Light.WITHIN: "within",
    Light.NO_LIMIT: "within",
    Light.SOON: "soon",
    Light.LATE: "late",
    Light.DONE_LATE: "late",
    Light.HELD: "paused",
    Light.DONE: "done",
}


def area_choices() -> Sequence[AreaChoice]:
    """Return what a list may be filtered by: areas down to streets."""
    depths = {AreaLevel.CITY: 0, AreaLevel.DISTRICT: 1, AreaLevel.STREET: 2}
    return [AreaChoice(area.code, area.name, depths[AreaLevel(area.level)]) for area in areas_wide()]


def words_later(word: Term) -> Words:
    """Return a term said in the reader's language when it is printed, for class attributes."""
    return cast("Words", lazy(lambda: word.label(language()), str)())


def verb_later(act: Term) -> Words:
    """Return an act as a button says it, in the reader's language when it is printed."""
    return cast("Words", lazy(lambda: _verb(act), str)())


def _verb(act: Term) -> str:
    return VERBS_EN.get(act) or act.en if language().startswith("en") else act.label(language())


def why_asked(code: str) -> str:
    """Return why a question of ownership stands on an agenda."""
    return _("Raised by the dispatcher") if code == "ground_by_hand" else reason_words(code)


def case_clock(case: Case, at: datetime) -> Clock | None:
    """Return the clock that a case waits for, by its row alone; None for a case that is over."""
    if case.over_at is not None:
        return Clock(text=_("Late") if case.late else _("On time"), state="late" if case.late else "done")
    if case.state in {CaseState.DEFERRED, CaseState.SHELVED}:
        return Clock(text=CaseState(case.state).label(language()), state="paused", until=case.resume_at)
    if case.due_at is None:
        return Clock(text=_("No limit"), state="within")
    return clock_running(case.due_at, case.soon_at, at)


def clock_cell(case: Case, at: datetime) -> Cell:
    """Return the clock of a case as a cell of a list."""
    found = case_clock(case, at)
    return Cell(kind="clock", clock=found) if found else Cell()


def run_clock(run: Run, at: datetime, *, soon_at: datetime | None) -> Clock:
    """Return one run of a stage's clock."""
    shown = light(run, at, soon_from=soon_at)
    if run.is_running and run.due_at is not None:
        return clock_running(run.due_at, soon_at, at)
    return Clock(text=shown.label(language()), state=_STATES[shown], until=run.due_at)


def share_used(run: CaseClock, at: datetime) -> float | None:
    """Return how much of a run's time has gone by the wall, 0 to 1; None where it has no end."""
    if run.due_at is None or run.due_at <= run.started_at:
        return None
    return min((at - run.started_at) / (run.due_at - run.started_at), 1.0)


def reason_words(code: str, **arguments: object) -> str:
    """Return the sentence of a reason; a code that is no sentence is said as a word."""
    return sentence(code, language(), **arguments) if code in catalogue() else code


def report_offered(actor: Actor) -> tuple[Action, ...]:
    """Return the act of reporting a problem, for whoever may."""
    if not seams.may(actor, ReportAct.MAKE.value):
        return ()
    url = reverse("cases:report-new")
    return (Action(name=ReportAct.MAKE.value, label=_("Report"), kind="primary", icon="plus", url=url),)


def number_typed(search: str) -> int | None:
    """Return the case that somebody typed the number of, `AJ00000012`; None for any other words."""
    return number_read(search) if search.strip().upper().startswith("AJ") else None


def unit_cell(case: Case) -> Cell:
    """Return the unit that handles a case, by its short name."""
    return Cell(text=case.unit.short_name or case.unit.name if case.unit else "")
