"""Let a year of cases happen in the demo district."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiuhua.cases.demo import demo_cases_load
from xiuhua.cases.demo.load import CASES, NothingThere
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web.sentences import error_sentence


class Command(BaseCommand):
    """`manage demo_cases [--cases 20000]`."""

    help = "Draw a year of cases and import them. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read how many cases are wanted."""
        parser.add_argument("--cases", type=int, default=CASES)

    def handle(self, *, cases: int, **_options: object) -> None:
        """Load, telling how many rows of how many are done."""
        try:
            with TemporaryDirectory(prefix="xiuhua-demo-") as folder:
                demo_cases_load(Path(folder), cases=cases, clock=now, tell=self._tell)
        except NothingThere as missing:
            raise CommandError(str(missing)) from missing
        except CityError as refusal:
            raise CommandError(error_sentence(refusal, "zh-hans")) from refusal

    def _tell(self, done: int, total: int) -> None:
        self.stdout.write(f"{done}/{total}")
        self.stdout.flush()
