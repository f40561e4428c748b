"""Questions about the loop."""

from xiuhua.cases.queries.cases import (
    case_get,
    case_held,
    case_lock,
    case_shown,
    case_state,
    case_states,
    cases_all,
)
from xiuhua.cases.queries.clocks import (
    calendar_known,
    calendars_known,
    cases_outdated,
    clocks_of,
    counted_by,
    run_of,
    runs_of,
)
from xiuhua.cases.queries.settings import settings_by_area, settings_for

__all__ = [
    "calendar_known",
    "calendars_known",
    "case_get",
    "case_held",
    "case_lock",
    "case_shown",
    "case_state",
    "case_states",
    "cases_all",
    "cases_outdated",
    "clocks_of",
    "counted_by",
    "run_of",
    "runs_of",
    "settings_by_area",
    "settings_for",
]
