"""`manage forecast_backtest`: how the forecast of the workbench would have done on past days."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.management.base import BaseCommand, CommandParser

from xiuhua.access.services import scope_opened
from xiuhua.cases.queries.clocks import calendar_known
from xiuhua.cases.queries.forecasting import paces_before, ran_at
from xiuhua.cases.rules.forecasting import Tally, tally
from xiuhua.cases.rules.worklists import shift_end
from xiuhua.ground.rules.calendars import WorkCalendar, is_working_day, periods_on
from xiuhua.shared.actor import EVERYWHERE
from xiuhua.shared.clock import now

_INTO = (timedelta(hours=1), timedelta(hours=3), timedelta(hours=6))  # after the day's work has begun


class Command(BaseCommand):
    """Looks as of past instants, each with what was known then and nothing later."""

    help = "Forecast as of past instants: how many it named, how many of them went late, how many it missed."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read how far to go back, and where."""
        parser.add_argument("--days", type=int, default=30, help="working days to look back over")
        parser.add_argument("--area", default="", help="whose calendar counts")

    def handle(self, *, days: int, area: str, **_options: object) -> None:
        """Print a line for each hour of the day, and the whole."""
        at, whole, never_late = now(), Tally(), 0
        with scope_opened((EVERYWHERE,)):
            calendar = calendar_known(area, at=at)
            instants = list(_instants(calendar, at, days))
            for into in _INTO:
                of_hour = sum((_told(calendar, one) for one in instants if one[1] == into), Tally())
                whole += of_hour
                self.stdout.write(f"{into.seconds // 3600} h into the day: {_line(of_hour)}")
            never_late = whole.looked_at - whole.hits - whole.missed
        self.stdout.write(f"{len(instants)} instants on {days} working days: {_line(whole)}")
        self.stdout.write(
            f"{never_late} of the {whole.looked_at} clocks that ran out before the shift's end were in time"
        )


def _instants(calendar: WorkCalendar, at: datetime, days: int) -> list[tuple[datetime, timedelta]]:
    """Return the instants to look at: of the latest working days whose shifts are over, newest last."""
    found: list[tuple[datetime, timedelta]] = []
    on, taken = at.astimezone(calendar.zone).date(), 0
    while taken < days:
        on -= timedelta(days=1)
        if not is_working_day(calendar, on):
            continue
        taken += 1
        opens = datetime.combine(on, periods_on(calendar, on)[0].since, calendar.zone)
        found += [(opens + into, into) for into in _INTO]
    return sorted(found)


def _told(calendar: WorkCalendar, instant: tuple[datetime, timedelta]) -> Tally:
    """Return how the forecast did at one past instant."""
    at = instant[0]
    paces = paces_before(at)
    return tally(
        [(one.clock.outlook(paces, at=at), one.late) for one in ran_at(at, until=shift_end(calendar, at))]
    )


def _line(found: Tally) -> str:
    def share(value: float | None) -> str:
        return "none" if value is None else f"{value:.3f}"

    return (
        f"{found.looked_at} clocks, {found.named} named, {found.hits} of them late, {found.missed} missed; "
        f"precision {share(found.precision)}, recall {share(found.recall)}"
    )
