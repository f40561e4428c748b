"""Load the demo district through the imports, as its people would."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management.base import BaseCommand, CommandError, CommandParser

from xiuhua.ground.demo import LoadBroken, demo_load
from xiuhua.shared.clock import now
from xiuhua.shared.errors import CityError
from xiuhua.web.sentences import error_sentence


class Command(BaseCommand):
    """`manage demo_load [--scale 1.0]`."""

    help = "Import the demo district and publish its tables. Running it again changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        """Read how large a district is wanted."""
        parser.add_argument("--scale", type=float, default=1.0, help="share of the ground")

    def handle(self, *, scale: float, **_options: object) -> None:
        """Load, telling how many rows of how many are done."""
        try:
            with TemporaryDirectory(prefix="xiuhua-demo-") as folder:
                demo_load(Path(folder), scale=scale, clock=now, tell=self._tell)
        except LoadBroken as broken:
            raise CommandError(str(broken)) from broken
        except CityError as refusal:
            raise CommandError(error_sentence(refusal, "zh-hans")) from refusal

    def _tell(self, done: int, total: int) -> None:
        self.stdout.write(f"{done}/{total}")
        self.stdout.flush()
