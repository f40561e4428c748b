"""Move old days of readings, positions and raw frames from the tables to files."""

from __future__ import annotations

from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiuhua.access.services import scope_opened
from xiuhua.sensing.services.retiring import day_retire, days_due
from xiuhua.shared.actor import system
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web.sentences import error_sentence


class Command(BaseCommand):
    """`manage days_retire [--until DAY] [--dry-run]`."""

    help = "Move days to var/retired: those before DAY, or those that XIUHUA_KEEP_DAYS does not keep."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read which days, and whether it is only to be said."""
        parser.add_argument(
            "--until", type=date.fromisoformat, metavar="DAY", help="the first day that stays, UTC"
        )
        parser.add_argument("--dry-run", action="store_true")

    def handle(self, *, until: date | None, dry_run: bool, **_options: object) -> None:
        """Move them, the oldest first."""
        with scope_opened(("",)):
            for kind, day in days_due(at=now(), until=until):
                if dry_run:
                    self.stdout.write(f"{kind.value} {day}")
                    continue
                try:
                    done = day_retire(kind=kind, day=day, actor=system("readings"), at=now())
                except CityError as refusal:
                    raise CommandError(error_sentence(refusal, "zh-hans")) from refusal
                self.stdout.write(f"{kind.value} {day} {done.rows} {done.path}")
