"""The list pane: tabs, headings and rows of what waits."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import get_current_timezone
from django.utils.translation import gettext as _

from xiuhua.cases.models import Case
from xiuhua.cases.pages.shared import case_clock
from xiuhua.cases.pages.workbench.views import DeskRow, Heading
from xiuhua.cases.rules.worklists import Urgency, Worklist, urgency
from xiuhua.cases.terms import AskedFor, CaseState, Channel
from xiuhua.web.counting import COUNT_CAP
from xiuhua.web.errors import language
from xiuhua.web.pages.columns import tag_of
from xiuhua.web.parts import Count, Stage, StageState, Tag

_SOURCES: Mapping[Channel, str] = {
    Channel.COLLECTOR: "walk",
    Channel.GRID: "walk",
    Channel.HOTLINE: "phone",
    Channel.CITY_LINE: "phone",
    Channel.PUBLIC: "user",
    Channel.WECHAT: "message-circle",
    Channel.BOARD: "message-circle",
    Channel.MAIL: "mail",
    Channel.WHISTLE: "speakerphone",
    Channel.VIDEO: "camera",
    Channel.SMART: "camera",
    Channel.SENSOR: "broadcast",
    Channel.UPPER: "building-community",
    Channel.LEADER: "flag",
    Channel.PRESS: "news",
    Channel.DEPARTMENT: "users",
    Channel.LOOK_BACK: "history",
    Channel.STEP_UP: "arrow-up",
    Channel.IMPORT: "file-import",
}
_RINGS: Mapping[CaseState, StageState] = {CaseState.RETURNED: "returned", CaseState.REPORTED: "before"}


@dataclass(frozen=True, kw_only=True)
class Ends:
    """When the shift ends, and the day; `shift` is the shift's name, empty where none is on watch."""

    shift_until: datetime
    day_until: datetime
    shift: str = ""


def soonness(case: Case, *, at: datetime, ends: Ends) -> Urgency:
    """Return under which heading a case stands."""
    return urgency(case.due_at, at=at, shift_until=ends.shift_until, day_until=ends.day_until)


def heading_of(found: Urgency, *, ends: Ends, count: Count | None) -> Heading:
    """Return a heading in words."""
    shift = _("Before %(shift)s ends") % {"shift": ends.shift} if ends.shift else _("Before work ends")
    words = {
        Urgency.LATE: _("Overdue"),
        Urgency.SOON: _("Within 30 minutes"),
        Urgency.SHIFT: shift,
        Urgency.TODAY: _("Today"),
        Urgency.LATER: _("After today"),
        Urgency.NONE: _("No deadline running"),
    }
    until = ends.shift_until if found is Urgency.SHIFT else None
    return Heading(key=found.value, label=words[found], until=until, count=count)


def capped(count: int) -> Count:
    """Return a count as it is printed: beyond a thousand it is one of many."""
    return Count(number=min(count, COUNT_CAP), more=count > COUNT_CAP)


def rows_told(
    cases: Sequence[Case],
    *,
    worklist: Worklist,
    more: bool,
    at: datetime,
    ends: Ends,
    address: Mapping[int, str],
) -> Iterator[DeskRow]:
    """Yield the rows of a page, the first of each heading with it.

    How many stand under a heading is known where the page ends after them; the last one of a page that goes
    on has at least so many.
    """
    before: Urgency | None = None
    soon = [soonness(case, at=at, ends=ends) for case in cases]
    counted = Counter(soon)
    here = get_current_timezone()
    today = at.astimezone(here).date()
    for case, found in zip(cases, soon, strict=True):
        count = Count(number=counted[found], more=more and found is soon[-1])
        head = heading_of(found, ends=ends, count=count) if found is not before else None
        before = found
        channel, state = Channel(case.channel), CaseState(case.state)
        yield DeskRow(
            pk=case.pk,
            url=address[case.pk],
            title=case.title,
            place=case.address or case.area.name,
            clock=case_clock(case, at),
            due_at=case.due_at,
            is_today=case.due_at is not None and case.due_at.astimezone(here).date() == today,
            moves=case.moves_count,
            source=_SOURCES.get(channel, "user"),
            source_label=channel.label(language()),
            state=state.label(language()),
            ring=_ring(state) if worklist.is_mixed else None,
            tags=tuple(_tags(case, state)),
            heading=head,
        )


def _ring(state: CaseState) -> Stage:
    return Stage(label=state.label(language()), state=_RINGS.get(state, "under_way"))


def _tags(case: Case, state: CaseState) -> Iterator[Tag]:
    if case.dangerous:
        yield Tag(text=_("Dangerous"), colour="late")
    if case.asked:
        yield Tag(text=_("Asks: %(what)s") % {"what": AskedFor(case.asked).label(language())}, colour="hold")
    if case.reworks:
        yield Tag(text=_("Rework %(times)s") % {"times": case.reworks})
    if case.returns and state is not CaseState.RETURNED:
        yield Tag(text=_("Returned"))
    if case.rebound_of_id:
        yield Tag(text=_("Came back"))
    if getattr(case, "alarms_over", False):
        yield Tag(text=_("Alarm over"), colour="done")
    told = getattr(case, "reports_count", None) or 0
    if told > 1:
        yield Tag(text=_("%(count)s reports") % {"count": told})


def state_label(worklist: Worklist) -> str:
    """Return what a worklist is called."""
    if worklist.is_mixed:
        return _("To do")
    return tag_of(worklist.states[0]).text
